using FsCheck;
using FsCheck.Fluent;
using Souk.Log.Inspection;

namespace Souk.Log.Tests.Recovery;

/// <summary>Whatever happens to the files: nothing is served that was not appended, nothing goes in silence.</summary>
public sealed class DamageProperties
{
    [Fact]
    public void Damage_anywhere_is_found_and_never_served() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Holds));

    private static void Holds(int seed)
    {
        Random random = new(seed);
        LogScript script = new(random.Next(1, 15), random.Next(0, 300));
        int harmed = random.Next(1, 4);
        for (int i = 0; i < harmed; i++)
            Harm(script, random);
        LogVerification verification = new LogVerifier(script.Disk).Run(null, CancellationToken.None);
        Assert.False(verification.IsSound, $"Seed {seed}: verify overlooks the damage.");
        Assert.Equal(ReadsWhole(script), verification.IsSound);
        using SegmentedLog log = script.Open(acceptDataLoss: true);
        script.AssertPrefix(log);
        Assert.True(
            log.OpenReport.Lost.Count > 0 || log.LastPosition == script.Model.LastPosition,
            $"Seed {seed}: records went in silence.");
    }

    private static void Harm(LogScript script, Random random)
    {
        string name = script.Segments[random.Next(script.Segments.Length)];
        byte[] bytes = [.. script.Disk.Bytes(name)];
        switch (random.Next(3))
        {
            case 0 when bytes.Length > 1:
                script.Disk.Put(name, bytes[..random.Next(1, bytes.Length)]);
                return;
            case 1:
                int from = random.Next(bytes.Length);
                random.NextBytes(bytes.AsSpan(from, random.Next(1, bytes.Length - from + 1)));
                script.Disk.Put(name, bytes);
                return;
            default:
                script.Damage(name, random.Next(bytes.Length));
                return;
        }
    }

    // Whether the log opens and gives everything, checking each batch it gives on the way.
    private static bool ReadsWhole(LogScript script)
    {
        try
        {
            using SegmentedLog log = script.Open();
            script.AssertPrefix(log);
            return log.LastPosition == script.Model.LastPosition;
        }
        catch (LogCorruptedException)
        {
            return false;
        }
    }
}
