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

    // A failed flush forgot a cut tail, the segment was sealed, and the tail came back with the next power cut.
    [Fact]
    public void A_torn_tail_that_comes_back_behind_a_sealed_segment_does_no_harm() =>
        Assert.True(RunSeed(16_998).Crashes > 0);

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
