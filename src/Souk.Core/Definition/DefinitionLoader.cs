using System.Text;

namespace Souk.Core.Definition;

/// <summary>
/// Reads marketplace definitions from YAML. Everything is checked, and all that is wrong is reported at once, each with
/// its place and what would be right. <c>docs/definition.md</c> describes the file.
/// </summary>
public static class DefinitionLoader
{
    private const string ShippedName = "marketplace.yaml";

    /// <summary>The text of the definition that ships with Souk: a shop with sellers, creators and live
    /// rooms.</summary>
    public static string ShippedText { get; } = ReadShipped();

    /// <summary>The definition that ships with Souk.</summary>
    public static MarketplaceDefinition LoadShipped() => Parse(ShippedText, ShippedName).OrThrow();

    /// <summary>Reads a definition file.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static DefinitionResult Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = File.ReadAllBytes(path);
        int bad = FirstInvalidByte(bytes);
        if (bad < 0)
        {
            return Parse(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), path);
        }

        ErrorList errors = new(path);
        (int line, int column) = new SourceLines(Encoding.UTF8.GetString(bytes, 0, bad)).PositionOfEnd();
        errors.Add(line, column, $"the byte 0x{bytes[bad]:X2} is not UTF-8; save the file as UTF-8");
        return new DefinitionResult(null, errors.Sorted());
    }

    /// <summary>Reads a definition from its text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">What error messages call the file.</param>
    public static DefinitionResult Parse(string text, string file = ShippedName)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        ErrorList errors = new(file);
        MarketplaceDefinition? definition = null;
        if (YamlReader.Read(text, errors) is YamlMapping root)
        {
            new ShapeChecker(errors).Check(root, DefinitionKeys.Definition);
            definition = Bind(root, text, errors);
        }

        return errors.Count == 0
            ? new DefinitionResult(definition, [])
            : new DefinitionResult(null, errors.Sorted());
    }

    private static MarketplaceDefinition? Bind(YamlMapping root, string text, ErrorList errors)
    {
        EntityBinder entities = new(errors);
        IReadOnlyList<EntityKind> kinds = entities.Bind(root.Mapping(DefinitionKeys.Entities));
        IReadOnlyList<EventType> types =
            new EventBinder(errors, entities.Kinds).Bind(root.Mapping(DefinitionKeys.Events));
        IReadOnlyList<FeatureDefinition> features =
            new FeatureBinder(errors, entities.Kinds, types.ToDictionary(t => t.Name))
                .Bind(root.Mapping(DefinitionKeys.Features));
        LinkDefinition links = new LinkBinder(errors, entities.Kinds, types.ToDictionary(t => t.Name))
            .Bind(root.Mapping(DefinitionKeys.Links));
        IReadOnlyList<SurfaceDefinition> surfaces =
            new SurfaceBinder(errors, entities.Kinds, types.ToDictionary(t => t.Name), features)
                .Bind(root.Mapping(DefinitionKeys.Surfaces));
        Duration? retention = SpanReader.Read(root, DefinitionKeys.Retention);
        CheckRetention(root, retention, features, errors);
        CheckWindowEnds(features, errors);
        if (errors.Count > 0)
        {
            return null;
        }

        MarketplaceDefinition definition = new()
        {
            Name = root.Text(DefinitionKeys.Name)!,
            Description = root.Text(DefinitionKeys.Description),
            BaseCurrency = root.Text(DefinitionKeys.BaseCurrency)!,
            Retention = retention,
            EntityKinds = kinds,
            EventTypes = types,
            Features = features,
            Links = links,
            Surfaces = surfaces,
            LongestWindow = features.Select(Reach).Append(Duration.Zero).Max(),
            SourceText = text,
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById(root.Text(DefinitionKeys.TimeZone) ?? "UTC"),
            MaxClockSkew = SpanReader.Read(root, DefinitionKeys.MaxClockSkew) ?? Duration.FromMinutes(5),
            IdHorizon = SpanReader.Read(root, DefinitionKeys.IdHorizon) ?? Duration.FromDays(7),
        };
        definition.Fingerprint = DefinitionWriter.Fingerprint(definition);
        return definition;
    }

    // A window whose start the log no longer has could not be computed again.
    private static void CheckRetention(
        YamlMapping root, Duration? retention, IReadOnlyList<FeatureDefinition> features, ErrorList errors)
    {
        FeatureDefinition? longest = features.MaxBy(Reach);
        if (retention is Duration kept && longest is not null && kept < Reach(longest))
        {
            errors.Add(
                root.Scalar(DefinitionKeys.Retention)!,
                $"a retention of {kept} is shorter than the {Reach(longest)} that the feature '{longest.Name}' "
                + $"looks back; keep at least that");
        }
    }

    private static void CheckWindowEnds(IReadOnlyList<FeatureDefinition> features, ErrorList errors)
    {
        HashSet<Duration> ends = [];
        foreach (FeatureDefinition feature in features)
        {
            // These two only read columns of other features.
            if (feature.Aggregate is AggregateKind.Ratio or AggregateKind.Derived)
            {
                continue;
            }

            Duration delay = feature.Delay ?? Duration.Zero;
            ends.UnionWith(feature.Windows.Where(w => !w.IsEver).Select(w => w + delay));
            if (delay > Duration.Zero)
            {
                ends.Add(delay);
            }

            if (ends.Count > MarketplaceDefinition.MaxWindowEnds)
            {
                errors.Add(
                    feature.Line, feature.Column,
                    $"with '{feature.Name}' there are {ends.Count} different lengths of windows and delays; an engine "
                    + $"keeps at most {MarketplaceDefinition.MaxWindowEnds}, so use the same ones for several " +
                    "features");
                return;
            }
        }
    }

    private static Duration Reach(FeatureDefinition feature)
    {
        Duration window = feature.Windows.Where(w => !w.IsEver).Append(Duration.Zero).Max();
        return window + (feature.Delay ?? Duration.Zero);
    }

    private static int FirstInvalidByte(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out int length) != System.Buffers.OperationStatus.Done)
            {
                return at;
            }

            at += length;
        }

        return -1;
    }

    private static string ReadShipped()
    {
        using Stream stream = typeof(DefinitionLoader).Assembly.GetManifestResourceStream(ShippedName)
            ?? throw new InvalidOperationException($"The assembly lacks its resource '{ShippedName}'.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
