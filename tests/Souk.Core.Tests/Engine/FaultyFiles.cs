using Souk.Log.Files;

namespace Souk.Core.Tests.Engine;

/// <summary>A folder in memory whose disk breaks when told to: no flush works until it is mended.</summary>
internal sealed class FaultyFiles : ILogFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryFile> _files = [];
    private volatile bool _broken;

    public string Name => "memory";

    internal bool IsBroken
    {
        get => _broken;
        set => _broken = value;
    }

    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            return [.. _files.Keys];
        }
    }

    public ILogFile Create(string name)
    {
        lock (_gate)
        {
            MemoryFile file = new(this);
            return _files.TryAdd(name, file) ? file : throw new IOException($"{name} exists");
        }
    }

    public ILogFile Open(string name, bool writable)
    {
        lock (_gate)
        {
            return _files.TryGetValue(name, out MemoryFile? file) ? file : throw new FileNotFoundException(name);
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            _files.Remove(name);
        }
    }

    public void Rename(string name, string newName)
    {
        lock (_gate)
        {
            _files.Remove(name, out MemoryFile? file);
            _files.Add(newName, file!);
        }
    }

    public void FlushFolder()
    {
    }

    public IDisposable Lock() => new MemoryFile(this);

    private sealed class MemoryFile(FaultyFiles files) : ILogFile
    {
        private byte[] _bytes = [];

        public long Length => _bytes.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            lock (files._gate)
            {
                int count = (int)Math.Clamp(_bytes.Length - offset, 0, buffer.Length);
                _bytes.AsSpan((int)Math.Min(offset, _bytes.Length), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (files._gate)
            {
                Array.Resize(ref _bytes, (int)Math.Max(_bytes.Length, offset + bytes.Length));
                bytes.CopyTo(_bytes.AsSpan((int)offset));
            }
        }

        public void Truncate(long length)
        {
            lock (files._gate)
            {
                Array.Resize(ref _bytes, (int)length);
            }
        }

        public void Flush()
        {
            if (files._broken)
            {
                throw new IOException("the disk is broken");
            }
        }

        public void Dispose()
        {
        }
    }
}
