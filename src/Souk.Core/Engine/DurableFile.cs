using Souk.Log.Files;

namespace Souk.Core.Engine;

/// <summary>Writes whole files so that a crash leaves the old content or the new, never a mixture.</summary>
internal static class DurableFile
{
    /// <summary>Writes a file: to a temporary name, to disk, then renamed, then the folder to disk.</summary>
    internal static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + ".tmp";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        Publish(temporary, path);
    }

    /// <summary>Gives a file that is on disk its final name.</summary>
    internal static void Publish(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        FolderFlush.Flush(Path.GetDirectoryName(path)!);
    }
}
