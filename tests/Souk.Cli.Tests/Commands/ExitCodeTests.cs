using Souk.Core.Engine;
using Souk.Server;

namespace Souk.Cli.Tests.Commands;

[Collection(CommandRun.Collection)]
public sealed class ExitCodeTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-exit-").FullName;

    private string Data => Path.Combine(_folder, "shop");

    public async ValueTask InitializeAsync() => Assert.Equal(
        ExitCode.Ok, (await CommandRun.RunAsync(
            "simulate", "--shoppers", "100", "--days", "2", "--events", "500", "--into", Data)).Code);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("serve --port many")]
    [InlineData("serve --otlp nowhere")]
    [InlineData("features")]
    [InlineData("features shopper.orders")]
    [InlineData("train-set payment")]
    [InlineData("import file.csv")]
    [InlineData("keys add shop --role king")]
    [InlineData("doctor --colour red")]
    public async Task AWrongCommandLine_IsUsage(string line)
    {
        (int code, _, string error) = await CommandRun.RunAsync(line.Split(' '));
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("features shopper.nothing s1", "There is no feature 'shopper.nothing'")]
    [InlineData("features shopper.orders s1 --at noon", "--at noon is neither a log position")]
    [InlineData("features shopper.orders s1 --at 999999", "999999 is not there yet")]
    [InlineData("explain shopper.nothing.1h s1", "shopper.nothing.1h")]
    [InlineData("train-set paymnt --out x.csv", "There is no event type 'paymnt'; did you mean 'payment'?")]
    [InlineData("train-set payment --out x.csv --label chargeback", "--label needs --label-by")]
    [InlineData("train-set payment --out x.csv --label-by payment", "belong to --label")]
    [InlineData(
        "train-set payment --out x.csv --label chargeback --label-by payment --label-within soon", "no span of time")]
    [InlineData(
        "train-set payment --out x.csv --label chargeback --label-by colour --label-within 1d", "no field 'colour'")]
    [InlineData(
        "train-set payment --out x.csv --features item.views --where nonsense(", "condition on 'payment' is wrong")]
    [InlineData("train-set payment --out x.csv --from yesterday", "--from yesterday is neither")]
    public async Task WhatCannotBeDone_Fails_AndSaysWhy(string line, string message)
    {
        (int code, _, string error) = await CommandRun.RunAsync([.. line.Split(' '), "--data", Data]);
        Assert.True(code == ExitCode.Failed, $"{code}: {error}");
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(File.Exists("x.csv") || File.Exists("x.csv.partial"));
    }

    [Fact]
    public async Task AMissingFolder_Fails_AndSaysHowToStartOne()
    {
        (int code, _, string error) = await CommandRun.RunAsync(
            "features", "shopper.orders", "s1", "--data", Data + "x");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(
            "holds no marketplace; 'souk serve' or 'souk import' start one", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await CommandRun.RunAsync("doctor", "--data", Data + "x")).Code);
        Assert.Equal(ExitCode.Failed, (await CommandRun.RunAsync("doctor", "--url", "http://127.0.0.1:1")).Code);
    }

    [Fact]
    public async Task AFolderInUse_IsLocked_AndDoctorStillLooksAtItsLog()
    {
        using SoukEngine engine =
            SoukEngine.Open(new EngineOptions { Folder = Data, Projections = StandardProjections.All });
        (int code, _, string error) = await CommandRun.RunAsync("features", "shopper.orders", "s1", "--data", Data);
        Assert.Equal(ExitCode.Locked, code);
        Assert.Contains("--url asks it instead", error, StringComparison.Ordinal);
        (code, string output, _) = await CommandRun.RunAsync("doctor", "--data", Data);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("a server has the folder open", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedLog_HasItsOwnCode()
    {
        string segment = Directory.EnumerateFiles(Path.Combine(Data, "log")).MaxBy(f => new FileInfo(f).Length)!;
        using (FileStream file = new(segment, FileMode.Open))
        {
            file.Position = file.Length / 2;
            int there = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)~there);
        }

        (int code, string output, _) = await CommandRun.RunAsync("doctor", "--data", Data);
        Assert.Equal(ExitCode.Damaged, code);
        Assert.Contains("do: restore the segment from a copy", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Damaged, (await CommandRun.RunAsync("log", "verify", "--data", Data)).Code);
    }
}
