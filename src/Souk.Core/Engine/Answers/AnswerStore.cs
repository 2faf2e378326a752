using Souk.Log;

namespace Souk.Core.Engine.Answers;

/// <summary>The answers given under definitions that have ended: files beside the copies of the definitions. While the
/// log is whole they are derived from it again if lost; behind a log that retention has cut they are the only record.
/// Safe for use from several threads.</summary>
internal sealed class AnswerStore : IDisposable
{
    private readonly string _folder;
    private readonly DefinitionHistory _definitions;
    private readonly Lock _gate = new();
    private ulong _logIdentity;
    private EndedAnswers[] _pieces = [];

    internal AnswerStore(string folder, DefinitionHistory definitions)
    {
        _folder = folder;
        _definitions = definitions;
    }

    /// <summary>The last position that is answered for; zero for none.</summary>
    internal LogPosition Through => Volatile.Read(ref _pieces) is [.., EndedAnswers last] ? last.Through : default;

    public void Dispose()
    {
        lock (_gate)
        {
            Array.ForEach(_pieces, p => p.Dispose());
            _pieces = [];
        }
    }

    /// <summary>Opens what the folder has for versions before the one in force; an attempt to change it may have left
    /// files of its own.</summary>
    internal void Open(ulong logIdentity, int versionInForce, List<string> remarks)
    {
        _logIdentity = logIdentity;
        List<EndedAnswers> pieces = [];
        foreach (string path in Directory.EnumerateFiles(_folder, "*" + AnswerFormat.Extension))
        {
            EndedAnswers? piece = EndedAnswers.Open(path, logIdentity, _definitions.Get, out string? problem);
            if (piece is null)
            {
                remarks.Add($"The answers in {Path.GetFileName(path)} were passed over: {problem}.");
            }
            else if (piece.Version >= versionInForce)
            {
                piece.Dispose();
                File.Delete(path);
            }
            else
            {
                pieces.Add(piece);
            }
        }

        foreach (string left in Directory.EnumerateFiles(_folder, "*" + AnswerFormat.Extension + ".tmp"))
        {
            File.Delete(left);
        }

        _pieces = [.. pieces.OrderBy(p => p.After)];
    }

    /// <summary>What was answered under the versions before one, in the order of the log.</summary>
    internal IReadOnlyList<EndedAnswers> Before(int version) =>
        [.. Volatile.Read(ref _pieces).Where(p => p.Version < version)];

    /// <summary>The version that was answered under at a position, if it has ended.</summary>
    internal int? VersionAt(LogPosition position) =>
        Array.Find(Volatile.Read(ref _pieces), p => position > p.After && position <= p.Through)?.Version;

    /// <summary>Whether all that was answered under a version is here.</summary>
    internal bool IsWhole(int version)
    {
        EndedAnswers[] pieces = [.. Volatile.Read(ref _pieces).Where(p => p.Version == version)];
        return pieces is [.., { IsLast: true }]
            && pieces.Zip(pieces.Skip(1)).All(two => two.First.Through == two.Second.After)
            && (version == 1 ? pieces[0].After == LogPosition.Zero
                : Volatile.Read(ref _pieces).Any(p => p.Version < version && p.Through == pieces[0].After));
    }

    /// <summary>Deletes what there is of a version.</summary>
    internal void Discard(int version)
    {
        lock (_gate)
        {
            foreach (EndedAnswers piece in _pieces.Where(p => p.Version == version))
            {
                piece.Dispose();
                File.Delete(piece.Path);
            }

            _pieces = [.. _pieces.Where(p => p.Version != version)];
        }
    }

    /// <summary>Keeps what a projection answered under a version after a position; on disk when this returns.</summary>
    /// <param name="version">The version.</param>
    /// <param name="after">The position before the span.</param>
    /// <param name="through">The span's last position.</param>
    /// <param name="isLast">Whether the version ends with it.</param>
    /// <param name="copy">Copies some more and says whether there are yet more.</param>
    internal void Keep(
        int version, LogPosition after, LogPosition through, bool isLast, Func<AnswerWriter, bool> copy)
    {
        string path = Path.Combine(_folder, $"{version:D6}-{after.Value:D16}{AnswerFormat.Extension}");
        using (AnswerWriter writer = new(path, _logIdentity, version, after, through))
        {
            while (copy(writer))
            {
            }

            writer.Finish(isLast);
        }

        EndedAnswers piece = EndedAnswers.Open(path, _logIdentity, _definitions.Get, out string? problem)
            ?? throw new IOException($"{path} could not be read back: {problem}.");
        lock (_gate)
        {
            _pieces = [.. _pieces.Append(piece).OrderBy(p => p.After)];
        }
    }
}
