using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Expressions;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Ranking;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Surfaces;

/// <summary>Says which tags of a surface objects have for a subject. Bound to one fold; one thread at a
/// time.</summary>
internal sealed class TagReader
{
    private readonly SurfaceTags _tags;
    private readonly Fold _fold;
    private readonly TagContext _context;
    private readonly ProgramColumns _columns;

    internal TagReader(SurfaceTags tags, Fold fold)
    {
        _tags = tags;
        _fold = fold;
        SurfaceDefinition surface = tags.Surface;
        _context = new TagContext(
            new EventView(fold.Entities, fold.Profiles, fold.Definition), fold.Definition.Columns.Count,
            SurfaceFigures.All(surface.Groups).Count);
        _columns = new ProgramColumns(
            fold.Projection<FeatureEngine>(), surface.Request, tags.Members, _context.Columns);
    }

    /// <summary>The tags of objects; read it while the state is open.</summary>
    /// <param name="request">The view of the request.</param>
    /// <param name="objects">The ids of the objects; one that is not known any more has none.</param>
    internal IReadOnlyList<SurfaceTag>[] Read(RecallContext request, IReadOnlyList<string> objects)
    {
        SurfaceDefinition surface = _tags.Surface;
        Dictionary<long, double>[] shares = [.. surface.Groups.Select(request.GroupShares)];
        IReadOnlyList<SurfaceTag>[] found = new IReadOnlyList<SurfaceTag>[objects.Count];
        for (int i = 0; i < found.Length; i++)
        {
            uint target = _fold.Entities.Find(surface.Of.Index, Encoding.UTF8.GetBytes(objects[i]));
            found[i] = target == 0 ? [] : Read(request, target, shares);
        }

        return found;
    }

    private List<SurfaceTag> Read(RecallContext request, uint target, Dictionary<long, double>[] shares)
    {
        SurfaceDefinition surface = _tags.Surface;
        ReadOnlySpan<uint> shown = [target, request.Subject];
        _context.Request.Show(
            surface.Request, shown[..surface.Request.Fields.Count], new LogTime(request.Now));
        _columns.Read(_context.Request);
        int at = 0;
        CandidateFeatures.ReadOwn(request, target, _context.Figures, ref at);
        CandidateFeatures.ReadObject(request, target, _context.Figures, ref at);
        CandidateFeatures.ReadSubject(request, _context.Figures, ref at);
        for (int i = 0; i < shares.Length; i++)
        {
            long bits = request.Profiles.Bits(surface.Of, target, surface.Groups[i].Index);
            _context.Figures[at++] = (float)shares[i].GetValueOrDefault(bits);
        }

        List<SurfaceTag> found = [];
        foreach ((SurfaceTag tag, CelProgram<TagContext, bool> when) in _tags.All)
        {
            // What reads a value that is not there does not hold.
            if (when.Evaluate(_context).ValueOr(false))
            {
                found.Add(tag);
            }
        }

        return found;
    }
}
