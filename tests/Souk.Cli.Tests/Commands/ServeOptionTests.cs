using System.CommandLine;
using Souk.Core;

namespace Souk.Cli.Tests.Commands;

public sealed class ServeOptionTests
{
    [Theory]
    [InlineData("serve", 24 * 60)]
    [InlineData("serve --rings-every 12h", 12 * 60)]
    [InlineData("serve --rings-every 0s", 0)]
    public void RingsEvery_IsASpanOfLogTime(string line, int minutes)
    {
        ParseResult parsed = SoukCommand.Create().Parse(line);
        Assert.Empty(parsed.Errors);
        Assert.Equal(Duration.FromMinutes(minutes), parsed.GetValue<Duration>("--rings-every"));
    }

    [Theory]
    [InlineData("--rings-every")]
    [InlineData("--train-every")]
    [InlineData("--patterns-every")]
    public void NoSpanOfTime_IsRefusedByTheOptionsName(string option)
    {
        ParseResult parsed = SoukCommand.Create().Parse($"serve {option} never");
        string message = Assert.Single(parsed.Errors).Message;
        Assert.StartsWith($"{option} 'never' is no span of time", message, StringComparison.Ordinal);
    }
}
