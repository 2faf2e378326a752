using Souk.Core.Definition;

namespace Souk.Recommend.Models;

/// <summary>Models of recall in files, so that a restart serves at once: they are too large for the log, and are
/// trained anew from the state where a file is missing or damaged.</summary>
internal sealed class RecallModelFiles(string dataFolder)
{
    private readonly string _folder = Path.Combine(dataFolder, "models");

    /// <summary>Writes a surface's model: beside its place first, so that a file of that name is always
    /// whole.</summary>
    internal void Save(SurfaceDefinition surface, RecallModel model)
    {
        Directory.CreateDirectory(_folder);
        string path = PathOf(surface, model.Source);
        using (FileStream stream = new(path + ".tmp", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            model.Save(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>Reads a surface's model; null if there is none that is whole.</summary>
    internal RecallModel? Load(SurfaceDefinition surface, RecallSource source)
    {
        string path = PathOf(surface, source);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            return RecallModel.Load(stream, source);
        }
        catch (InvalidDataException)
        {
            // What is damaged can be computed again from the log's state, and is, with the next request.
            File.Delete(path);
            return null;
        }
    }

    // A surface that was declared for other kinds of entities has a model of its own.
    private string PathOf(SurfaceDefinition surface, RecallSource source) =>
        Path.Combine(_folder, $"{surface.Name}.{surface.Actor.Name}.{surface.Of.Name}.{WordForm.Of(source)}");
}
