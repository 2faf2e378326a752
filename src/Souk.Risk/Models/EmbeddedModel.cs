using Souk.Learning.Persistence;

namespace Souk.Risk.Models;

/// <summary>Puts the files of models into the file of a model.</summary>
internal static class EmbeddedModel
{
    internal static void Write(ModelWriter writer, Action<Stream> save)
    {
        using MemoryStream stream = new();
        save(stream);
        writer.WriteArray<byte>(stream.ToArray());
    }

    internal static T Read<T>(ModelReader reader, Func<Stream, T> load)
    {
        using MemoryStream stream = new(reader.ReadArray<byte>());
        return load(stream);
    }
}
