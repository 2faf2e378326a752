namespace Souk.Log.Files;

/// <summary>
/// The folder of a log, as little of a file system as the log needs, so that tests can put a failing disk below it.
/// Errors are <see cref="IOException"/>. Callable from any thread.
/// </summary>
public interface ILogFiles
{
    /// <summary>The name to show people, such as the folder's path.</summary>
    string Name { get; }

    /// <summary>The names of all files, in no order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Makes an empty file and opens it for reading and writing. The name is durable only after
    /// <see cref="FlushFolder"/>.</summary>
    /// <exception cref="IOException">The file exists, or the disk failed.</exception>
    ILogFile Create(string name);

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    ILogFile Open(string name, bool writable);

    /// <summary>Deletes a file if it is there; who has it open may read on.</summary>
    void Delete(string name);

    /// <summary>Renames a file; the new name must be free.</summary>
    void Rename(string name, string newName);

    /// <summary>Makes created, deleted and renamed names durable.</summary>
    void FlushFolder();

    /// <summary>Takes the folder for this process until the result is disposed; the system frees it too when the
    /// process dies.</summary>
    /// <exception cref="LogLockedException">Another process, or another log of this process, holds the folder.
    /// </exception>
    IDisposable Lock();
}
