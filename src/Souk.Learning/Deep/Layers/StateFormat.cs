using Souk.Learning.Persistence;

namespace Souk.Learning.Deep.Layers;

/// <summary>Reads arrays of a known length out of a model file.</summary>
internal static class StateFormat
{
    /// <summary>Reads an array into its place.</summary>
    /// <exception cref="InvalidDataException">It has another length.</exception>
    public static void Read(ModelReader reader, Span<float> to, string what)
    {
        float[] values = reader.ReadArray<float>();
        if (values.Length != to.Length)
        {
            throw new InvalidDataException($"The file holds {values.Length} {what}; {to.Length} were expected.");
        }

        values.CopyTo(to);
    }
}
