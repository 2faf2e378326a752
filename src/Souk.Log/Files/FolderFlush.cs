using System.Runtime.InteropServices;

namespace Souk.Log.Files;

/// <summary>
/// fsync of a folder, which makes new and deleted names in it durable. The runtime cannot open a folder, so this calls
/// the C library. Windows needs none: NTFS journals its names itself.
/// </summary>
public static partial class FolderFlush
{
    private const int ReadOnly = 0;
    private const int InterruptedCall = 4;

    /// <summary>Makes the names in a folder durable.</summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Retry(() => Open(folder, ReadOnly), folder, "open");
        try
        {
            _ = Retry(() => Sync(descriptor), folder, "fsync");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static int Retry(Func<int> call, string folder, string what)
    {
        while (true)
        {
            int result = call();
            if (result >= 0)
                return result;
            int error = Marshal.GetLastPInvokeError();
            if (error != InterruptedCall)
                throw new IOException(
                    $"Cannot {what} folder {folder}: {Marshal.GetPInvokeErrorMessage(error)} (error {error}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
