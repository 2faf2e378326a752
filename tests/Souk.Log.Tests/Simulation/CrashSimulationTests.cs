namespace Souk.Log.Tests.Simulation;

public sealed class CrashSimulationTests
{
    private const int Runs = 2_000;

    [Fact]
    public void Everything_acknowledged_survives_every_crash()
    {
        int crashes = 0;
        for (int seed = 0; seed < Runs; seed++)
            crashes += RunSeed(seed).Crashes;
        Assert.True(crashes > 2 * Runs, $"Only {crashes} crashes: the simulation does not bite.");
    }

    private static CrashSimulation RunSeed(int seed)
    {
        CrashSimulation simulation = new(seed);
        try
        {
            simulation.Run();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
        }

        return simulation;
    }
}
