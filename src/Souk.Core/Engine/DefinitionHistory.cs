using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine.Answers;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>
/// Every definition a log was written under, by version from 1. The log holds each as a batch of its own; a copy in the
/// folder <c>definitions</c> lets a reader start in the middle of the log. Safe for use from several threads.
/// </summary>
public sealed class DefinitionHistory
{
    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, MarketplaceDefinition> _versions = [];

    /// <summary>Opens the copies in a folder.</summary>
    /// <exception cref="InvalidDataException">A copy cannot be read as a definition.</exception>
    public DefinitionHistory(string folder)
    {
        _folder = folder;
        Answers = new AnswerStore(folder, this);
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(folder, "*.yaml"))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(file), out int version))
            {
                _versions[version] = Parse(File.ReadAllText(file), file);
            }
        }
    }

    /// <summary>The newest version, 0 if there is none yet.</summary>
    public int LatestVersion
    {
        get
        {
            lock (_gate)
            {
                return _versions.Count == 0 ? 0 : _versions.Keys.Last();
            }
        }
    }

    /// <summary>What was answered under those that have ended.</summary>
    internal AnswerStore Answers { get; }

    /// <summary>The definition that answered at a position of the log: that of its time.</summary>
    public MarketplaceDefinition At(LogPosition position) => Get(Answers.VersionAt(position) ?? LatestVersion);

    /// <summary>The definition of a version.</summary>
    /// <exception cref="InvalidDataException">It is not known.</exception>
    public MarketplaceDefinition Get(int version)
    {
        lock (_gate)
        {
            return _versions.TryGetValue(version, out MarketplaceDefinition? definition)
                ? definition
                : throw new InvalidDataException(
                    $"The log was written under definition {version}, and {_folder} holds no copy of it.");
        }
    }

    /// <summary>The version of a definition.</summary>
    /// <exception cref="InvalidOperationException">It was never put in force here.</exception>
    public int VersionOf(MarketplaceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        lock (_gate)
        {
            foreach ((int version, MarketplaceDefinition known) in _versions)
            {
                if (ReferenceEquals(known, definition))
                {
                    return version;
                }
            }
        }

        throw new InvalidOperationException(
            $"The definition '{definition.Name}' ({definition.Fingerprint}) was never put in force in this folder.");
    }

    /// <summary>What was answered under the definitions before one; before one that was never in force, under
    /// all.</summary>
    internal IReadOnlyList<EndedAnswers> AnswersBefore(MarketplaceDefinition definition)
    {
        int version = int.MaxValue;
        lock (_gate)
        {
            foreach ((int number, MarketplaceDefinition known) in _versions)
            {
                version = ReferenceEquals(known, definition) ? number : version;
            }
        }

        return Answers.Before(version);
    }

    /// <summary>Notes the text of a definition that the log holds and keeps a copy, on disk before this
    /// returns.</summary>
    internal void Add(int version, string text)
    {
        lock (_gate)
        {
            if (_versions.TryGetValue(version, out MarketplaceDefinition? known) && known.SourceText == text)
            {
                return;
            }
        }

        Add(version, Parse(text, PathOf(version)));
    }

    /// <summary>Notes a definition and keeps a copy, on disk before this returns.</summary>
    internal void Add(int version, MarketplaceDefinition definition)
    {
        lock (_gate)
        {
            _versions[version] = definition;
            DurableFile.Write(PathOf(version), Encoding.UTF8.GetBytes(definition.SourceText));
        }
    }

    private string PathOf(int version) => Path.Combine(_folder, $"{version:D6}.yaml");

    /// <summary>How records of a version read under another definition.</summary>
    internal StoredEventType[] Map(
        int version, MarketplaceDefinition reading, IReadOnlySet<EventType>? only = null) =>
        StoredEventType.Map(Get(version), reading, only);

    private static MarketplaceDefinition Parse(string text, string file)
    {
        DefinitionResult result = DefinitionLoader.Parse(text, file);
        return result.Definition ?? throw new InvalidDataException(
            $"{file} can no longer be read as a definition: {string.Join(Environment.NewLine, result.Errors)}");
    }
}
