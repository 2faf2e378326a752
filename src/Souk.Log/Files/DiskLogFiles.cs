namespace Souk.Log.Files;

/// <summary>A folder on disk.</summary>
internal sealed class DiskLogFiles : ILogFiles
{
    private readonly string _folder;

    /// <summary>Opens a folder and makes it, durably, if it is missing and <paramref name="create"/> is set.</summary>
    public DiskLogFiles(string folder, bool create)
    {
        _folder = Path.GetFullPath(folder);
        if (Directory.Exists(_folder))
            return;
        if (!create)
            throw new DirectoryNotFoundException($"There is no log folder {_folder}.");
        CreateDurably(_folder);
    }

    public string Name => _folder;

    public IReadOnlyList<string> List() =>
        Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)).ToList();

    public ILogFile Create(string name) =>
        new DiskLogFile(File.OpenHandle(PathOf(name), FileMode.CreateNew, FileAccess.ReadWrite, Sharing));

    public ILogFile Open(string name, bool writable) =>
        new DiskLogFile(File.OpenHandle(
            PathOf(name),
            FileMode.Open,
            writable ? FileAccess.ReadWrite : FileAccess.Read,
            Sharing));

    public void Delete(string name) => File.Delete(PathOf(name));

    public void Rename(string name, string newName) => File.Move(PathOf(name), PathOf(newName));

    public void FlushFolder() => FolderFlush.Flush(_folder);

    public IDisposable Lock() => new FolderLock(_folder);

    // The lock is on the folder; readers of other processes and deletion stay possible.
    private static FileShare Sharing => FileShare.ReadWrite | FileShare.Delete;

    private static void CreateDurably(string folder)
    {
        string? parent = Path.GetDirectoryName(folder);
        if (parent is null)
            return;
        if (!Directory.Exists(parent))
            CreateDurably(parent);
        Directory.CreateDirectory(folder);
        FolderFlush.Flush(parent);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
