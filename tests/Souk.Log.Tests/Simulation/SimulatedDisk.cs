using Souk.Log.Files;

namespace Souk.Log.Tests.Simulation;

/// <summary>
/// A folder on a disk that keeps, after a power cut, what was flushed and an arbitrary part of the rest: any subset of
/// unflushed sectors, torn ones too, any subset of unflushed names. A process that dies loses nothing. A failed flush
/// drops dirty pages from what later flushes write, as kernels do. Faults and crashes come at counted operations.
/// </summary>
internal sealed class SimulatedDisk(Random random) : ILogFiles
{
    private readonly Dictionary<string, SimulatedFile> _durableNames = [];
    private readonly Dictionary<string, SimulatedFile> _names = [];
    private bool _locked;

    public string Name => "simulated disk";

    public Random Random => random;

    /// <summary>Operations done so far.</summary>
    public int Operations { get; private set; }

    /// <summary>The operation at which the process stops; null for none.</summary>
    public int? CrashAt { get; set; }

    /// <summary>The operation that fails with an IOException; null for none.</summary>
    public int? FailAt { get; set; }

    /// <summary>Bytes that may still be written before the disk is full; null for no limit.</summary>
    public long? Room { get; set; }

    public IReadOnlyList<string> List() => [.. _names.Keys];

    public ILogFile Create(string name)
    {
        Step($"create {name}");
        if (_names.ContainsKey(name))
            throw new IOException($"{name} exists.");
        SimulatedFile file = new(this);
        _names.Add(name, file);
        return new SimulatedHandle(file);
    }

    public ILogFile Open(string name, bool writable) =>
        new SimulatedHandle(
            _names.TryGetValue(name, out SimulatedFile? file) ? file : throw new FileNotFoundException(name));

    public void Delete(string name)
    {
        Step($"delete {name}");
        _names.Remove(name);
    }

    public void Rename(string name, string newName)
    {
        Step($"rename {name}");
        _names.Add(newName, _names[name]);
        _names.Remove(name);
    }

    public void FlushFolder()
    {
        Step("flush the folder");
        _durableNames.Clear();
        foreach ((string name, SimulatedFile file) in _names)
            _durableNames.Add(name, file);
    }

    public IDisposable Lock()
    {
        Assert.False(_locked);
        _locked = true;
        return new Unlock(this);
    }

    /// <summary>The process dies; the kernel lives on.</summary>
    public void KillProcess() => Restart();

    /// <summary>The power goes.</summary>
    public void CutPower()
    {
        string[] touched = [.. _names.Keys.Union(_durableNames.Keys).Order(StringComparer.Ordinal)];
        HashSet<SimulatedFile> files = [.. _names.Values, .. _durableNames.Values];
        foreach (SimulatedFile file in files)
            file.CutPower();
        foreach (string name in touched)
        {
            bool changed = _names.GetValueOrDefault(name) != _durableNames.GetValueOrDefault(name);
            if (changed && random.Next(2) == 0)
                Keep(name, _durableNames.GetValueOrDefault(name));
        }

        _durableNames.Clear();
        foreach ((string name, SimulatedFile file) in _names)
            _durableNames.Add(name, file);
        Restart();
    }

    /// <summary>A file's bytes, to damage them or to compare.</summary>
    public byte[] Bytes(string name) => _names[name].Visible;

    /// <summary>Makes or replaces a file, durably and without counting.</summary>
    public void Put(string name, byte[] bytes)
    {
        SimulatedFile file = new(this, bytes);
        _names[name] = file;
        _durableNames[name] = file;
    }

    internal void Step(string what)
    {
        Operations++;
        if (Operations == CrashAt)
            throw new SimulatedCrashException();
        if (Operations == FailAt)
            throw new IOException($"Simulated failure to {what}.");
    }

    private void Keep(string name, SimulatedFile? file)
    {
        if (file is null)
            _names.Remove(name);
        else
            _names[name] = file;
    }

    private void Restart()
    {
        _locked = false;
        CrashAt = null;
        FailAt = null;
        Room = null;
    }

    private sealed class Unlock(SimulatedDisk disk) : IDisposable
    {
        public void Dispose() => disk._locked = false;
    }
}
