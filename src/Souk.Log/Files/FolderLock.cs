using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Souk.Log.Files;

/// <summary>
/// An exclusive advisory lock on the file "lock" in the log's folder. The system drops it when the process dies, so a
/// crash leaves nothing to clean up. The holder's process id stands beside it in "lock.pid", for messages only.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    internal const string LockName = "lock";
    internal const string OwnerName = "lock.pid";

    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    private readonly SafeFileHandle _handle;

    public FolderLock(string folder)
    {
        string owner = Path.Combine(folder, OwnerName);
        try
        {
            _handle = File.OpenHandle(
                Path.Combine(folder, LockName),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None);
        }
        catch (IOException failure) when (IsHeld(failure))
        {
            int? process = ReadOwner(owner);
            string who = process is { } id ? $"process {id}" : "another process";
            throw new LogLockedException(
                $"The log in {folder} is in use by {who}: one process at a time may open it.",
                failure)
            { ProcessId = process };
        }

        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), Encoding.ASCII);
    }

    public void Dispose() => _handle.Dispose();

    // What else can fail (a disk that may only be read, say) has nothing to do with another process.
    private static bool IsHeld(IOException failure) =>
        failure.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolationOnWindows;

    private static int? ReadOwner(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out int process)
                ? process
                : null;
        }
        catch (IOException)
        {
            // Only the message is poorer for it.
            return null;
        }
    }
}
