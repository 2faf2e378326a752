using Souk.Log.Tests.Simulation;

namespace Souk.Log.Tests.Recovery;

/// <summary>A log of several small segments on a simulated disk, and the list of what is in it.</summary>
internal sealed class LogScript
{
    public const int SegmentBytes = 1024;

    public LogScript(int batches, int payloadBytes = 200)
    {
        using SegmentedLog log = Open();
        for (int i = 0; i < batches; i++)
        {
            byte[] payload = new byte[payloadBytes];
            Array.Fill(payload, (byte)(i + 1));
            log.Append(payload, 2, new LogTime(i * 10), new LogTime((i * 10) + 5));
            Model.Append(payload, 2, new LogTime(i * 10), new LogTime((i * 10) + 5));
            log.CommitByHand();
        }
    }

    public SimulatedDisk Disk { get; } = new(new Random(0));

    public LogModel Model { get; } = new();

    /// <summary>The segments' names, oldest first.</summary>
    public string[] Segments =>
        [.. Disk.List().Where(name => name.EndsWith(".log", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public SegmentedLog Open(bool acceptDataLoss = false, LogRetention? retention = null) =>
        SegmentedLog.Open(new LogOptions
        {
            Folder = "simulated",
            Files = Disk,
            SegmentBytes = SegmentBytes,
            CommitsByHand = true,
            Identity = 7,
            AcceptDataLoss = acceptDataLoss,
            Retention = retention ?? new LogRetention(),
        });

    public void Damage(string name, int offset)
    {
        byte[] bytes = [.. Disk.Bytes(name)];
        bytes[offset] ^= 0x40;
        Disk.Put(name, bytes);
    }

    /// <summary>Checks that a log holds exactly the first batches, up to its last position.</summary>
    public void AssertPrefix(SegmentedLog log)
    {
        using IBatchReader reader = log.Read(LogPosition.Zero);
        Model.AssertReads(reader, log.FirstPosition, log.LastPosition);
    }
}
