using System.Text;
using Souk.Core.Definition;
using Souk.Recommend.Interactions;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Serving;

/// <summary>Says in words why objects were recalled; reads the live state once, when it is made.</summary>
internal sealed class ReasonWriter
{
    private readonly Dictionary<uint, string> _beside = [];
    private readonly Dictionary<uint, string> _group = [];
    private readonly Dictionary<uint, int> _subjects = [];
    private readonly SurfaceDefinition _surface;

    internal ReasonWriter(RecallContext context, List<Candidate> candidates)
    {
        _surface = context.Surface;
        HashSet<uint> wanted = [.. candidates.Where(c => c.Fate is null).Select(c => c.Object)];
        NoteNeighbours(context, wanted);
        foreach (uint target in wanted)
        {
            if (context.Space.FindObject(target) is uint block and > 0)
            {
                _subjects[target] = context.Space.RecentOf(block).Length;
            }
        }

        NoteGroups(context, wanted);
    }

    /// <summary>The reasons of a candidate, the strongest source first.</summary>
    internal IEnumerable<string> Of(Candidate candidate)
    {
        IEnumerable<RecallSource> sources = Enum.GetValues<RecallSource>()
            .Where(s => candidate.Ranks[(int)s] > 0).OrderBy(s => candidate.Ranks[(int)s]);
        foreach (RecallSource source in sources)
        {
            yield return Of(candidate.Object, source);
        }

        if (_subjects.GetValueOrDefault(candidate.Object) == 0)
        {
            yield return $"no {_surface.Actor.Name} deals with it yet";
        }
    }

    private string Of(uint target, RecallSource source) => source switch
    {
        RecallSource.Neighbours or RecallSource.CoViewed =>
            $"goes with {_beside.GetValueOrDefault(target, "what was liked")}",
        RecallSource.CoBought => $"bought together with {_beside.GetValueOrDefault(target, "what was bought")}",
        RecallSource.Embeddings => "goes with what was liked lately",
        RecallSource.Towers => "is of a kind with what was liked",
        RecallSource.Preferred => "sought after among what was chosen",
        RecallSource.Content => "new, and like what was liked",
        RecallSource.Factors => "fits the history as a whole",
        RecallSource.Trending => _group.TryGetValue(target, out string? group) ? $"rising in {group}" : "rising",
        RecallSource.Followed => _group.TryGetValue(target, out string? seller)
            ? $"from {seller}, dealt with before" : "from somebody dealt with before",
        RecallSource.SimilarSubjects => $"liked by a {_surface.Actor.Name} with similar likings",
        RecallSource.SessionNeighbours => "came next in sessions like this one",
        RecallSource.NewObjects => "new, and explored",
        _ => "liked before",
    };

    private void NoteNeighbours(RecallContext context, HashSet<uint> wanted)
    {
        foreach (Anchor anchor in context.Anchors)
        {
            if (context.Space.FindObject(anchor.Object) is not (uint block and > 0))
            {
                continue;
            }

            string? id = null;
            foreach (ref readonly NeighbourSlot slot in context.Space.TogetherWith(block))
            {
                Note(slot.Object, anchor.Object, context, wanted, ref id);
            }

            foreach (ref readonly NeighbourSlot slot in context.Space.BoughtWith(block))
            {
                Note(slot.Object, anchor.Object, context, wanted, ref id);
            }
        }
    }

    private void Note(uint target, uint anchor, RecallContext context, HashSet<uint> wanted, ref string? id)
    {
        if (wanted.Contains(target) && !_beside.ContainsKey(target))
        {
            id ??= Encoding.UTF8.GetString(context.Entities.Id(_surface.Of.Index, anchor));
            _beside[target] = id;
        }
    }

    private void NoteGroups(RecallContext context, HashSet<uint> wanted)
    {
        if (_surface.Groups.Count == 0 || _surface.Groups[0].Type.Kind is not (ValueKind.Text or ValueKind.Entity))
        {
            return;
        }

        foreach (uint target in wanted)
        {
            ReadOnlySpan<byte> text = context.Profiles.Text(_surface.Of, target, _surface.Groups[0].Index);
            if (!text.IsEmpty)
            {
                _group[target] = Encoding.UTF8.GetString(text);
            }
        }
    }
}
