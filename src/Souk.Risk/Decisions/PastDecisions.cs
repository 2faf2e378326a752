using System.Collections.Concurrent;
using Souk.Core.Definition;
using Souk.Core.Engine.Answers;
using Souk.Log;
using Souk.Risk.Models;
using Souk.Risk.Policies;

namespace Souk.Risk.Decisions;

/// <summary>The decisions answered under definitions that have ended, as they were answered: each is opened with the
/// names of its own time.</summary>
internal sealed class PastDecisions
{
    private readonly IReadOnlyList<EndedAnswers> _pieces;
    private readonly PolicyHistory _policies;
    private readonly DecisionOpener[] _openers;
    private readonly ConcurrentDictionary<(int Definition, int Policy), RiskPolicy?> _names = [];

    internal PastDecisions(
        IReadOnlyList<EndedAnswers> pieces,
        PolicyHistory policies,
        ModelStore models,
        IReadOnlyDictionary<string, RiskModel> givenModels)
    {
        _pieces = pieces;
        _policies = policies;
        _openers = [.. pieces.Select(p => new DecisionOpener(p.Definition, models, givenModels))];
        Through = pieces is [.., EndedAnswers last] ? last.Through : LogPosition.Zero;
        Count = pieces.Sum(p => p.Count);
    }

    /// <summary>The last position that these answer for.</summary>
    internal LogPosition Through { get; }

    /// <summary>How many there are.</summary>
    internal long Count { get; }

    /// <summary>Whether a decision at a position would be here.</summary>
    internal bool Covers(LogPosition position) => position <= Through && PieceOf(position) >= 0;

    /// <summary>The decision at a position, or null.</summary>
    internal Decision? Find(LogPosition position)
    {
        int piece = position <= Through ? PieceOf(position) : -1;
        if (piece < 0)
        {
            return null;
        }

        long number = _pieces[piece].NumberFrom(position);
        return number < _pieces[piece].Count && _pieces[piece].PositionAt(number) == position
            ? Open(piece, number) : null;
    }

    /// <summary>The newest decision on an event whose id has a hash, or null.</summary>
    internal Decision? FindById(ulong hash)
    {
        for (int piece = _pieces.Count - 1; piece >= 0; piece--)
        {
            for (long number = _pieces[piece].Count - 1; number >= 0; number--)
            {
                if (_pieces[piece].KeyAt(number) == hash)
                {
                    return Open(piece, number);
                }
            }
        }

        return null;
    }

    /// <summary>All, newest first.</summary>
    internal IEnumerable<Decision> Newest()
    {
        for (int piece = _pieces.Count - 1; piece >= 0; piece--)
        {
            for (long number = _pieces[piece].Count - 1; number >= 0; number--)
            {
                yield return Open(piece, number);
            }
        }
    }

    private int PieceOf(LogPosition position)
    {
        for (int i = _pieces.Count - 1; i >= 0; i--)
        {
            if (_pieces[i].Covers(position))
            {
                return i;
            }
        }

        return -1;
    }

    private Decision Open(int piece, long number)
    {
        StoredDecision stored = DecisionRecord.Read(_pieces[piece].RecordAt(number));
        int policy = (int)stored.Block.Policy;
        MarketplaceDefinition definition = _pieces[piece].Definition;
        RiskPolicy? names = policy < 1 || policy > _policies.All.Count ? null : _names.GetOrAdd(
            (_pieces[piece].Version, policy),
            _ => PolicyReader.Read(_policies.All[policy - 1].Text, "policy", definition, null).Policy);
        return _openers[piece].Open(stored, names);
    }
}
