using Souk.Log.Tests.Simulation;

namespace Souk.Log.Tests.Golden;

/// <summary>The log behind the checked-in segment: two lives, each ended cleanly, with payloads of awkward lengths.
/// </summary>
internal static class GoldenLog
{
    public const string Name = "00000000000000000001.log";

    private const ulong Identity = 0x0123_4567_89AB_CDEF;

    /// <summary>The bytes as checked in.</summary>
    public static byte[] Stored()
    {
        using Stream stream = typeof(GoldenLog).Assembly.GetManifestResourceStream(
            $"Souk.Log.Tests.Golden.{Name}")!;
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Writes the log anew.</summary>
    public static SimulatedDisk Write(out LogModel model)
    {
        SimulatedDisk disk = new(new Random(0));
        model = new LogModel();
        using (SegmentedLog log = Open(disk))
        {
            Append(log, model, 3, 1, 0);
            Append(log, model, 8, 2, 5);
            log.CommitByHand();
            Append(log, model, 0, 1, 7);
            Append(log, model, 61, 3, 1_700_000_000_000_000);
            log.CommitByHand();
        }

        using (SegmentedLog log = Open(disk))
            Append(log, model, 17, 1, 1_700_000_000_000_002);
        return disk;
    }

    public static SegmentedLog Open(SimulatedDisk disk, bool acceptDataLoss = false) => SegmentedLog.Open(new LogOptions
    {
        Folder = "golden",
        Files = disk,
        CommitsByHand = true,
        Identity = Identity,
        AcceptDataLoss = acceptDataLoss,
    });

    private static void Append(SegmentedLog log, LogModel model, int bytes, int count, long time)
    {
        byte[] payload = new byte[bytes];
        for (int i = 0; i < bytes; i++)
            payload[i] = (byte)((i * 7) + bytes);
        log.Append(payload, count, new LogTime(time), new LogTime(time + 2));
        model.Append(payload, count, new LogTime(time), new LogTime(time + 2));
    }
}
