using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Souk.Log;
using Souk.Recommend.Training;

namespace Souk.Recommend.Models;

/// <summary>What the directives of rankers say. The body of a model is the length of its description (u32,
/// little-endian), the description as JSON, and the model's bytes; that of a promotion is JSON.</summary>
internal static class RankerDirectives
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new PositionConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The body that logs a model.</summary>
    internal static byte[] Model(TrainedRanker trained, string by)
    {
        byte[] bytes = trained.Model!.ToBytes();
        if (bytes.Length > TrainingLimits.MaxModelBytes)
        {
            throw new InvalidOperationException(
                $"The ranker of '{trained.Surface}' is {bytes.Length} bytes; the log takes "
                + $"{TrainingLimits.MaxModelBytes}.");
        }

        byte[] description = new RankerVersion
        {
            Surface = trained.Surface,
            Number = 0,
            Position = LogPosition.Zero,
            Kind = trained.Kind,
            Origin = trained.Origin,
            TrainedTo = trained.TrainedTo,
            Rows = trained.Rows,
            Goals = trained.Goals,
            Figures = trained.Figures!,
            WhyNot = trained.WhyNot,
            By = by,
            Sha256 = Sha256Of(bytes),
            Bytes = bytes.Length,
        }.ToJson();
        byte[] body = new byte[sizeof(int) + description.Length + bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, description.Length);
        description.CopyTo(body, sizeof(int));
        bytes.CopyTo(body, sizeof(int) + description.Length);
        return body;
    }

    /// <summary>Reads the body of a model.</summary>
    /// <returns>Null if it is none, or damaged.</returns>
    internal static RankerVersion? ReadModel(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> model)
    {
        model = default;
        int length = body.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(body);
        if (length < 0 || length > body.Length - sizeof(int)
            || RankerVersion.FromJson(body.Slice(sizeof(int), length)) is not RankerVersion version)
        {
            return null;
        }

        model = body[(sizeof(int) + length)..];
        return model.Length == version.Bytes && model.Length <= TrainingLimits.MaxModelBytes ? version : null;
    }

    /// <summary>The body that puts a version in force.</summary>
    internal static byte[] Promotion(Promotion promotion) => JsonSerializer.SerializeToUtf8Bytes(promotion, Options);

    /// <summary>Reads the body of a promotion; null if it is none.</summary>
    internal static Promotion? ReadPromotion(ReadOnlySpan<byte> body)
    {
        try
        {
            Promotion? found = JsonSerializer.Deserialize<Promotion>(body, Options);
            return found is { Surface.Length: > 0, By: not null } ? found : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static string Sha256Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private sealed class PositionConverter : JsonConverter<LogPosition>
    {
        public override LogPosition Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, LogPosition value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }
}
