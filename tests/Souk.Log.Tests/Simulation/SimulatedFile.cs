namespace Souk.Log.Tests.Simulation;

/// <summary>One file: what programs see, what the disk holds, and what is dirty in between.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, byte[]? bytes = null)
{
    private const int SectorBytes = 64;

    private readonly List<(long Offset, byte[]? Bytes)> _dirty = [];
    private byte[] _durable = bytes ?? [];

    /// <summary>What programs see.</summary>
    public byte[] Visible { get; private set; } = bytes ?? [];

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (disk.Room is { } room && bytes.Length > room)
        {
            // A full disk takes what fits.
            WriteVisible(bytes[..(int)room], offset);
            disk.Room = 0;
            throw new IOException("Simulated full disk.");
        }

        disk.Room -= bytes.Length;
        try
        {
            disk.Step("write");
        }
        catch (Exception)
        {
            WriteVisible(bytes[..disk.Random.Next(bytes.Length + 1)], offset);
            throw;
        }

        WriteVisible(bytes, offset);
    }

    public void Truncate(long length)
    {
        disk.Step("truncate");
        _dirty.Add((length, null));
        Visible = Apply(Visible, length, null);
    }

    public void Flush()
    {
        try
        {
            disk.Step("flush");
        }
        catch (IOException)
        {
            // The pages are clean now, whether they reached the disk or not.
            PersistSome();
            throw;
        }

        foreach ((long offset, byte[]? bytes) in _dirty)
            _durable = Apply(_durable, offset, bytes);
        _dirty.Clear();
    }

    /// <summary>The power goes: programs see only what reached the disk.</summary>
    public void CutPower()
    {
        PersistSome();
        Visible = [.. _durable];
    }

    private void WriteVisible(ReadOnlySpan<byte> bytes, long offset)
    {
        byte[] copy = bytes.ToArray();
        _dirty.Add((offset, copy));
        Visible = Apply(Visible, offset, copy);
    }

    private void PersistSome()
    {
        int odds = disk.Random.Next(5);
        foreach ((long offset, byte[]? bytes) in _dirty)
        {
            if (bytes is null)
            {
                if (disk.Random.Next(2) == 0)
                    _durable = Apply(_durable, offset, null);
                continue;
            }

            for (int at = 0; at < bytes.Length;)
            {
                int length = (int)Math.Min(SectorBytes - ((offset + at) % SectorBytes), bytes.Length - at);
                PersistSector(bytes.AsSpan(at, length), offset + at, odds);
                at += length;
            }
        }

        _dirty.Clear();
    }

    private void PersistSector(ReadOnlySpan<byte> sector, long offset, int odds)
    {
        // Odds of 0 lose everything, of 4 keep everything.
        if (disk.Random.Next(4) >= odds)
            return;
        int kept = odds < 4 && disk.Random.Next(8) == 0 ? disk.Random.Next(sector.Length) : sector.Length;
        _durable = Apply(_durable, offset, sector[..kept].ToArray());
    }

    private static byte[] Apply(byte[] target, long offset, byte[]? bytes)
    {
        long length = bytes is null ? offset : Math.Max(target.Length, offset + bytes.Length);
        if (length != target.Length)
            Array.Resize(ref target, (int)length);
        bytes?.CopyTo(target, offset);
        return target;
    }
}
