using Souk.Core.Definition;

namespace Souk.Recommend.Models;

/// <summary>Factor models in files, so that a restart serves at once: they are too large for the log, and are trained
/// anew from the state where a file is missing or damaged.</summary>
internal sealed class FactorFiles(string dataFolder)
{
    private readonly string _folder = Path.Combine(dataFolder, "models");

    /// <summary>Writes a surface's model: beside its place first, so that a file of that name is always
    /// whole.</summary>
    internal void Save(SurfaceDefinition surface, FactorIndex factors)
    {
        Directory.CreateDirectory(_folder);
        string path = PathOf(surface);
        using (FileStream stream = new(path + ".tmp", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            factors.Save(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>Reads a surface's model; null if there is none that is whole.</summary>
    internal FactorIndex? Load(SurfaceDefinition surface)
    {
        string path = PathOf(surface);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            return FactorIndex.Load(stream);
        }
        catch (InvalidDataException)
        {
            // What is damaged can be computed again from the log's state, and is, with the next request.
            File.Delete(path);
            return null;
        }
    }

    // A surface that was declared for other kinds of entities has a model of its own.
    private string PathOf(SurfaceDefinition surface) =>
        Path.Combine(_folder, $"{surface.Name}.{surface.Actor.Name}.{surface.Of.Name}.factors");
}
