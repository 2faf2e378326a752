namespace Souk.Cli.Tests.Commands;

/// <summary>A command line that is wrong is answered with what would be right, in words of the command line.</summary>
[Collection(CommandRun.Collection)]
public sealed class UsageErrorTests
{
    [Theory]
    [InlineData("", "'souk' needs a command: demo, init, serve,")]
    [InlineData("srve", "'souk' has no command 'srve'; did you mean 'serve'?")]
    [InlineData("models", "'souk models' needs a command: list,")]
    [InlineData("models lst", "'souk models' has no command 'lst'; did you mean 'list'?")]
    [InlineData("risk models lst", "'souk risk models' has no command 'lst'; did you mean 'list'?")]
    [InlineData("definition chck shop.yaml", "'souk definition' has no command 'chck'; did you mean 'check'?")]
    [InlineData("serve --prt 1", "'souk serve' has no option '--prt'; did you mean '--port'?")]
    [InlineData("log verify shop", "'souk log verify' takes no 'shop'; it has options only.")]
    [InlineData("train for_you similar", "'similar' is too much: 'souk train' takes surface.")]
    [InlineData("serve --port many", "--port is 'many'; it must be a whole number from 0 to 65535.")]
    [InlineData("serve --port 70000", "--port is '70000'; it must be a whole number from 0 to 65535.")]
    [InlineData("demo --port -1", "--port is '-1'; it must be a whole number from 0 to 65535.")]
    [InlineData("simulate --difficulty ez", "--difficulty is 'ez'; it must be one of easy, hard, realistic.")]
    [InlineData("serve --max-log-bytes x", "--max-log-bytes is 'x'; it must be a whole number.")]
    [InlineData("simulate --days 1e9", "--days is '1e9'; it must be a whole number.")]
    [InlineData("simulate --abuse x", "--abuse is 'x'; it must be a number.")]
    [InlineData("train-set payment", "Option '--out' is required.")]
    public async Task AWrongCommandLine_IsToldWhatIsRight(string line, string right)
    {
        (int code, _, string error) = await CommandRun.RunAsync(
            [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith(right, error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        Assert.Equal(2, error.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task AFileAsDataFolder_IsRefused()
    {
        string file = typeof(UsageErrorTests).Assembly.Location;
        (int code, _, string error) = await CommandRun.RunAsync("serve", "--data", file);
        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith($"--data is '{file}', a file; it must be a folder.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("features shopper.orders s1 --url nowhere", "--url is 'nowhere'; it must be an address such as")]
    [InlineData("recommend for_you --for s1 --url ftp://host", "--url is 'ftp://host'; it must be an address such as")]
    [InlineData("recommend for_you --for s1 --url http://127.0.0.1:1", "no server answers at http://127.0.0.1:1/")]
    [InlineData("serve --definition nowhere.yaml", "nowhere.yaml")]
    [InlineData("bench learning --data nowhere", "--data is 'nowhere'; there is no such folder.")]
    [InlineData("log verify --data nowhere", "nowhere holds no log; 'souk serve' or 'souk import' start one.")]
    public async Task WhatIsNotThere_IsToldInALine(string line, string right)
    {
        (int code, _, string error) = await CommandRun.RunAsync(line.Split(' '));
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(right, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task AWrongDefinition_IsToldByItsFile_AndStartsNothing()
    {
        string folder = Directory.CreateTempSubdirectory("souk-usage-").FullName;
        try
        {
            string file = Path.Combine(folder, "shop.yaml");
            await File.WriteAllTextAsync(file, "name: x\nbase_currency: EUR\nentitys: {}\n");
            string data = Path.Combine(folder, "data");
            (int code, _, string error) = await CommandRun.RunAsync("serve", "--definition", file, "--data", data);
            Assert.Equal(ExitCode.Failed, code);
            Assert.Contains($"{file}:3:1: ", error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(data));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
