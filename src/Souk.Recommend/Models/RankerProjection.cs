using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Recommend.Models;

/// <summary>
/// The trained rankers of all surfaces as a projection of the log: a restart, a replay and a rollback need nothing
/// else. Read it under <see cref="SoukEngine.Read"/>; what <see cref="Of"/> gives may be kept.
/// </summary>
public sealed class RankerProjection : IProjection
{
    /// <summary>The name of the projection and its arena.</summary>
    public const string ProjectionName = "rankers";

    /// <summary>The directive that hands a trained ranker in.</summary>
    public const string ModelDirective = "recommend.model";

    /// <summary>The directive that puts a version in force, or tries it on a share of the subjects.</summary>
    public const string PromoteDirective = "recommend.promote";

    /// <summary>The newest versions of a surface whose models are kept, beside the one in force, the one before and the
    /// canary: at the largest size they take 80 MB. Of older ones the figures stay.</summary>
    public const int KeptVersions = 10;

    /// <summary>The most surfaces that have rankers.</summary>
    public const int MaxSurfaces = 1_000;

    private const int VersionsRoot = 0;
    private const int VersionCountRoot = 1;
    private const int SurfacesRoot = 2;
    private const int SurfaceCountRoot = 3;

    private readonly Dictionary<string, SurfaceRankers> _surfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> _surfaceBlocks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Surface, int Number), uint> _versionBlocks = [];

    internal RankerProjection()
    {
        Arena = new Arena(ProjectionName);
        Arena.SetRoot(VersionsRoot, PagedArray<VersionBlock>.Create(Arena).Handle);
        Arena.SetRoot(SurfacesRoot, PagedArray<SurfaceBlock>.Create(Arena).Handle);
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <summary>The rankers of all surfaces that have any.</summary>
    public IEnumerable<SurfaceRankers> All => _surfaces.Values.OrderBy(s => s.Surface, StringComparer.Ordinal);

    /// <summary>The rankers of a surface; empty if it has none.</summary>
    public SurfaceRankers Of(string surface) =>
        _surfaces.TryGetValue(surface, out SurfaceRankers? found) ? found : new SurfaceRankers { Surface = surface };

    /// <summary>The bytes of a version's model.</summary>
    /// <exception cref="InvalidOperationException">They are not kept any more.</exception>
    public byte[] BytesOf(RankerVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        uint at = _versionBlocks[(version.Surface, version.Number)];
        uint bytes = Versions().Get(at).Bytes;
        return bytes != 0 ? ArenaText.Read(Arena, bytes) : throw new InvalidOperationException(
            $"Version {version.Number} of '{version.Surface}' is not kept any more.");
    }

    /// <summary>Why a version cannot be put in force, or null if it can.</summary>
    /// <param name="surface">The surface's name.</param>
    /// <param name="version">The version; 0 for the order of recall.</param>
    /// <param name="share">The share of the subjects, 0 to 1.</param>
    public string? WhyNotPromote(string surface, int version, double share)
    {
        SurfaceRankers rankers = Of(surface);
        return !(share is >= 0 and <= 1) ? $"a share of {share} cannot be; it is 0 to 1"
            : version == 0 ? (share is > 0 and < 1 ? "the order of recall can be no canary" : null)
            : rankers.Find(version) is not RankerVersion found
                ? $"the surface '{surface}' has no version {version}; the newest is {rankers.Versions.Count}"
            : !found.IsKept ? $"version {version} of '{surface}' is not kept any more; the newest {KeptVersions} are"
            : share < 1 && version == rankers.InForce ? $"version {version} of '{surface}' is in force for all already"
            : null;
    }

    /// <summary>Why a version cannot be a variant of an experiment, or null if it can.</summary>
    public string? WhyNotServe(SurfaceDefinition surface)
    {
        ArgumentNullException.ThrowIfNull(surface);
        return surface.Version is not int version || Of(surface.Name).Find(version) is { IsKept: true } ? null
            : $"the surface '{surface.Name}' has no version {version} that is kept; GET /v1/models lists them";
    }

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
    }

    /// <inheritdoc/>
    public void Apply(Directive directive)
    {
        if (directive.Name == ModelDirective
            && RankerDirectives.ReadModel(directive.Body, out ReadOnlySpan<byte> model) is RankerVersion version)
        {
            Add(version, model, directive.Position);
        }
        else if (directive.Name == PromoteDirective
            && RankerDirectives.ReadPromotion(directive.Body) is Promotion promotion
            && WhyNotPromote(promotion.Surface, promotion.Version, promotion.Share) is null
            && _surfaces.TryGetValue(promotion.Surface, out SurfaceRankers? rankers))
        {
            Put(Promoted(rankers, promotion, directive.Position));
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Restored()
    {
        _surfaces.Clear();
        _surfaceBlocks.Clear();
        _versionBlocks.Clear();
        Dictionary<string, List<RankerVersion>> versions = new(StringComparer.Ordinal);
        for (uint i = 0; i < Arena.GetRoot(VersionCountRoot); i++)
        {
            VersionBlock block = Versions().Get(i);
            RankerVersion version = RankerVersion.FromJson(ArenaText.Read(Arena, block.Description))
                ?? throw new InvalidDataException($"The description of ranker {i} in the snapshot is damaged.");
            if (!versions.TryGetValue(version.Surface, out List<RankerVersion>? own))
            {
                own = [];
                versions.Add(version.Surface, own);
            }

            version = version with
            {
                Number = own.Count + 1,
                Position = new LogPosition(block.Position),
                IsKept = block.Bytes != 0,
            };
            own.Add(version);
            _versionBlocks.Add((version.Surface, version.Number), i);
        }

        for (uint i = 0; i < Arena.GetRoot(SurfaceCountRoot); i++)
        {
            SurfaceBlock block = Surfaces().Get(i);
            string name = Encoding.UTF8.GetString(ArenaText.Read(Arena, block.Name));
            _surfaceBlocks.Add(name, i);
            _surfaces.Add(name, new SurfaceRankers
            {
                Surface = name,
                Versions = [.. versions[name]],
                InForce = block.InForce,
                InForceFrom = new LogPosition(block.InForceFrom),
                InForceBefore = block.InForceBefore,
                Canary = block.Canary,
                CanaryShare = block.CanaryShare,
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();

    private static SurfaceRankers Promoted(SurfaceRankers rankers, Promotion promotion, LogPosition position) =>
        promotion.Share >= 1 || promotion.Version == 0
            ? rankers.With(promotion.Version, position)
        : promotion.Share == 0 ? rankers with { Canary = 0, CanaryShare = 0 }
        : rankers with { Canary = promotion.Version, CanaryShare = promotion.Share };

    private void Add(RankerVersion version, ReadOnlySpan<byte> model, LogPosition position)
    {
        if (!_surfaces.TryGetValue(version.Surface, out SurfaceRankers? rankers))
        {
            if (_surfaces.Count >= MaxSurfaces)
            {
                return;
            }

            uint place = (uint)_surfaces.Count;
            Surfaces().At(place) = new SurfaceBlock
            {
                Name = ArenaText.Write(Arena, Encoding.UTF8.GetBytes(version.Surface)),
            };
            Arena.SetRoot(SurfaceCountRoot, place + 1);
            _surfaceBlocks.Add(version.Surface, place);
            rankers = new SurfaceRankers { Surface = version.Surface };
        }

        version = version with { Number = rankers.Versions.Count + 1, Position = position, IsKept = true };
        uint at = (uint)Arena.GetRoot(VersionCountRoot);
        VersionBlock block = new()
        {
            Position = position.Value,
            Description = ArenaText.Write(Arena, version.ToJson()),
            Bytes = ArenaText.Write(Arena, model),
        };
        Versions().At(at) = block;
        Arena.SetRoot(VersionCountRoot, at + 1);
        _versionBlocks.Add((version.Surface, version.Number), at);
        rankers = rankers with { Versions = [.. rankers.Versions, version] };
        Put(version.WhyNot is null ? rankers.With(version.Number, position) : rankers);
    }

    // The state is written out and old models let go.
    private void Put(SurfaceRankers rankers)
    {
        rankers = rankers with { Versions = [.. rankers.Versions.Select(v => LetGo(rankers, v))] };
        _surfaces[rankers.Surface] = rankers;
        ref SurfaceBlock block = ref Surfaces().At(_surfaceBlocks[rankers.Surface]);
        block.InForce = rankers.InForce;
        block.InForceFrom = rankers.InForceFrom.Value;
        block.InForceBefore = rankers.InForceBefore;
        block.Canary = rankers.Canary;
        block.CanaryShare = rankers.CanaryShare;
    }

    private RankerVersion LetGo(SurfaceRankers rankers, RankerVersion version)
    {
        if (!version.IsKept || version.Number > rankers.Versions.Count - KeptVersions
            || version.Number == rankers.InForce || version.Number == rankers.InForceBefore
            || version.Number == rankers.Canary)
        {
            return version;
        }

        ref VersionBlock block = ref Versions().At(_versionBlocks[(version.Surface, version.Number)]);
        ArenaText.Free(Arena, block.Bytes);
        block.Bytes = 0;
        return version with { IsKept = false };
    }

    private PagedArray<VersionBlock> Versions() =>
        PagedArray<VersionBlock>.Open(Arena, (uint)Arena.GetRoot(VersionsRoot));

    private PagedArray<SurfaceBlock> Surfaces() =>
        PagedArray<SurfaceBlock>.Open(Arena, (uint)Arena.GetRoot(SurfacesRoot));

    private struct VersionBlock
    {
        public long Position;
        public uint Description;
        public uint Bytes;
    }

    private struct SurfaceBlock
    {
        public long InForceFrom;
        public double CanaryShare;
        public uint Name;
        public int InForce;
        public int Canary;
        public int InForceBefore;
    }
}
