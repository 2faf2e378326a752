using Souk.Core.Entities;
using Souk.Core.State;
using Souk.Features.Engine;
using Souk.Features.Plans;

namespace Souk.Features.Tests.Engine;

/// <summary>Entities and feature state, fed with synthetic events; can be copied through a snapshot.</summary>
internal sealed class SyntheticFold : IDisposable
{
    private readonly SyntheticInputs _inputs;

    /// <summary>Makes a fold before the first event, or as it was at a snapshot.</summary>
    internal SyntheticFold(FeaturePlan plan, string? folder, (byte[] Entities, byte[] Features)? snapshot = null)
    {
        EntityArena = new Arena("entities");
        Fill(EntityArena, snapshot?.Entities);
        Entities = new EntityTable(EntityArena, 2);
        Arena = new Arena("features");
        State = new FeatureState(plan, Arena, Entities, folder);
        _inputs = new SyntheticInputs(Entities);
        if (snapshot != null)
        {
            Fill(Arena, snapshot.Value.Features);
            State.Restored();
        }
    }

    internal Arena EntityArena { get; }

    internal Arena Arena { get; }

    internal EntityTable Entities { get; }

    internal FeatureState State { get; }

    public void Dispose()
    {
        State.Dispose();
        Arena.Dispose();
        EntityArena.Dispose();
    }

    internal void Apply(SyntheticEvent e)
    {
        _inputs.Begin(e);
        State.Apply(e.Type, _inputs, e.Time, e.Position);
        _inputs.End();
    }

    /// <summary>Takes a snapshot.</summary>
    internal (byte[] Entities, byte[] Features) Snapshot()
    {
        State.Flush();
        State.Journal.Sync();
        return (Copy(EntityArena), Copy(Arena));
    }

    internal long Number(int kind, string id) => Entities.Find(kind, System.Text.Encoding.UTF8.GetBytes(id));

    internal static byte[] Copy(Arena arena)
    {
        using ArenaCapture capture = arena.BeginCapture();
        byte[] pages = new byte[capture.PageCount * Arena.PageBytes];
        capture.CopyPages(pages);
        return pages;
    }

    private static void Fill(Arena arena, byte[]? pages)
    {
        if (pages != null)
        {
            arena.Restore(
                pages.Length / Arena.PageBytes,
                (index, page) => pages.AsSpan(index * Arena.PageBytes, Arena.PageBytes).CopyTo(page));
        }
    }
}
