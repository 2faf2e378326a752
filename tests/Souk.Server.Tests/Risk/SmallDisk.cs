using Souk.Log.Files;

namespace Souk.Server.Tests.Risk;

/// <summary>A folder in memory on a disk that has so much room: a write that does not fit is written in part and
/// fails, as on a full disk.</summary>
internal sealed class SmallDisk : ILogFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SmallFile> _files = [];

    public string Name => "memory";

    /// <summary>How many more bytes fit.</summary>
    internal long Room { get; set; } = long.MaxValue;

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
            SmallFile file = new(this);
            return _files.TryAdd(name, file) ? file : throw new IOException($"{name} exists");
        }
    }

    public ILogFile Open(string name, bool writable)
    {
        lock (_gate)
        {
            return _files.TryGetValue(name, out SmallFile? file) ? file : throw new FileNotFoundException(name);
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
            _files.Remove(name, out SmallFile? file);
            _files.Add(newName, file!);
        }
    }

    public void FlushFolder()
    {
    }

    public IDisposable Lock() => new SmallFile(this);

    private sealed class SmallFile(SmallDisk disk) : ILogFile
    {
        private byte[] _bytes = [];

        public long Length => _bytes.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            lock (disk._gate)
            {
                int count = (int)Math.Clamp(_bytes.Length - offset, 0, buffer.Length);
                _bytes.AsSpan((int)Math.Min(offset, _bytes.Length), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (disk._gate)
            {
                int fits = (int)Math.Min(bytes.Length, disk.Room);
                disk.Room -= disk.Room == long.MaxValue ? 0 : fits;
                Array.Resize(ref _bytes, (int)Math.Max(_bytes.Length, offset + fits));
                bytes[..fits].CopyTo(_bytes.AsSpan((int)offset));
                if (fits < bytes.Length)
                {
                    throw new IOException("No space left on device.");
                }
            }
        }

        public void Truncate(long length)
        {
            lock (disk._gate)
            {
                Array.Resize(ref _bytes, (int)length);
            }
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
