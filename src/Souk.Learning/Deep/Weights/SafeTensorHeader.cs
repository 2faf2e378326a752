using System.Text.Json;

namespace Souk.Learning.Deep.Weights;

/// <summary>What a safetensors header says of one tensor; begin and end count bytes from the end of the
/// header.</summary>
internal sealed record SafeTensorHeader(string Name, SafeTensorType Type, int[] Shape, long Begin, long End)
{
    /// <summary>The one key of a header that is no tensor: texts by text.</summary>
    public const string MetadataName = "__metadata__";

    private const int MaxDepth = 4;

    // What a tensor of .NET's arrays can hold; longer ones are refused before their sizes are multiplied further.
    private const long MaxBytes = 0x7FFFFFC7;

    /// <summary>Parses a header over so many bytes of numbers; tensors come in the order of their places.</summary>
    /// <exception cref="InvalidDataException">It is not a valid header.</exception>
    public static List<SafeTensorHeader> Parse(ReadOnlySpan<byte> header, long dataBytes)
    {
        if (dataBytes > MaxBytes)
        {
            throw new InvalidDataException($"The file has {dataBytes} bytes of numbers; at most {MaxBytes} are read.");
        }

        var found = new List<SafeTensorHeader>();
        try
        {
            var reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = MaxDepth });
            Expect(ref reader, JsonTokenType.StartObject, "the header");
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!names.Add(name))
                {
                    throw new InvalidDataException($"The header names '{name}' twice.");
                }

                if (name == MetadataName)
                {
                    SkipMetadata(ref reader);
                    continue;
                }

                found.Add(ParseTensor(ref reader, name));
            }

            if (reader.Read())
            {
                throw new InvalidDataException("Something stands behind the header's object.");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The header is not valid JSON: {e.Message}", e);
        }

        CheckPlaces(found, dataBytes);
        return found;
    }

    /// <summary>The header of some tensors, one behind the other.</summary>
    public static byte[] Format(IReadOnlyList<SafeTensor> tensors)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            long begin = 0;
            writer.WriteStartObject();
            foreach (SafeTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                {
                    throw new ArgumentException($"Two tensors are named '{tensor.Name}'; names must differ.");
                }

                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", tensor.Type.ToString());
                writer.WriteStartArray("shape");
                foreach (int size in tensor.Shape)
                {
                    writer.WriteNumberValue(size);
                }

                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(begin);
                begin += tensor.Bytes.Length;
                writer.WriteNumberValue(begin);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static SafeTensorHeader ParseTensor(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"tensor '{name}'");
        SafeTensorType? type = null;
        List<long>? shape = null;
        List<long>? places = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            bool repeated;
            switch (key)
            {
                case "dtype":
                    repeated = type is not null;
                    type = ParseType(ref reader, name);
                    break;
                case "shape":
                    repeated = shape is not null;
                    shape = ParseNumbers(ref reader, $"the shape of '{name}'");
                    break;
                case "data_offsets":
                    repeated = places is not null;
                    places = ParseNumbers(ref reader, $"the data_offsets of '{name}'");
                    break;
                default:
                    throw new InvalidDataException(
                        $"Tensor '{name}' has a key '{key}'; there are dtype, shape and data_offsets.");
            }

            if (repeated)
            {
                throw new InvalidDataException($"Tensor '{name}' has two keys '{key}'.");
            }
        }

        if (type is null || shape is null || places is not { Count: 2 })
        {
            throw new InvalidDataException($"Tensor '{name}' needs a dtype, a shape and two data_offsets.");
        }

        return Check(name, type.Value, shape, places[0], places[1]);
    }

    private static SafeTensorHeader Check(string name, SafeTensorType type, List<long> shape, long begin, long end)
    {
        long bytes = SafeTensor.SizeOf(type);
        foreach (long size in shape)
        {
            if (size > MaxBytes || (size > 0 && bytes > MaxBytes / size))
            {
                throw new InvalidDataException(
                    $"Tensor '{name}' of shape [{string.Join(", ", shape)}] is too large for one array.");
            }

            bytes *= size;
        }

        if (begin > end || end - begin != bytes)
        {
            throw new InvalidDataException(
                $"Tensor '{name}' of type {type} and shape [{string.Join(", ", shape)}] takes {bytes} bytes; its " +
                $"data_offsets are {begin} and {end}.");
        }

        return new SafeTensorHeader(name, type, [.. shape.Select(s => (int)s)], begin, end);
    }

    private static SafeTensorType ParseType(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.String, $"the dtype of '{name}'");
        string text = reader.GetString()!;
        return text switch
        {
            "F32" => SafeTensorType.F32,
            "F16" => SafeTensorType.F16,
            "BF16" => SafeTensorType.BF16,
            "F64" => SafeTensorType.F64,
            _ => throw new InvalidDataException(
                $"Tensor '{name}' has dtype '{text}'; F16, BF16, F32 and F64 are read."),
        };
    }

    private static List<long> ParseNumbers(ref Utf8JsonReader reader, string what)
    {
        Expect(ref reader, JsonTokenType.StartArray, what);
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out long number) || number < 0)
            {
                throw new InvalidDataException($"{what} has a number that is not a whole number of 0 or more.");
            }

            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? numbers
            : throw new InvalidDataException($"{what} must be an array of numbers.");
    }

    private static void SkipMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, MetadataName);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Expect(ref reader, JsonTokenType.String, $"a value of {MetadataName}");
        }
    }

    /// <summary>Tensors must cover the numbers one behind the other, without gap or overlap.</summary>
    private static void CheckPlaces(List<SafeTensorHeader> tensors, long dataBytes)
    {
        tensors.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long at = 0;
        foreach (SafeTensorHeader tensor in tensors)
        {
            if (tensor.Begin != at)
            {
                throw new InvalidDataException(
                    $"Tensor '{tensor.Name}' begins at {tensor.Begin}; the one before it ends at {at}.");
            }

            at = tensor.End;
        }

        if (at != dataBytes)
        {
            throw new InvalidDataException($"The tensors end at {at}; the file has {dataBytes} bytes of numbers.");
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new InvalidDataException(
                $"{what}: expected {type}, found {reader.TokenType} at byte {reader.TokenStartIndex} of the header.");
        }
    }
}
