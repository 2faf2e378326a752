using System.Text;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Risk.Models;

/// <summary>All versions of all models in the arena, with the files of those in use and of the newest ones.</summary>
internal sealed class ModelStore
{
    private const int VersionsRoot = 20;
    private const int CountRoot = 21;

    private readonly Arena _arena;
    private readonly List<RiskModelVersion> _versions = [];

    internal ModelStore(Arena arena)
    {
        _arena = arena;
        arena.SetRoot(VersionsRoot, PagedArray<VersionBlock>.Create(arena).Handle);
    }

    /// <summary>All versions in the order of the log.</summary>
    internal IReadOnlyList<RiskModelVersion> All => _versions;

    /// <summary>The version of a model in a use, or null.</summary>
    internal RiskModelVersion? Find(string name, ModelVersionUse use) =>
        _versions.Find(v => v.Name == name && v.Use == use);

    /// <summary>A version of a model, or null.</summary>
    internal RiskModelVersion? Find(string name, int number) =>
        _versions.Find(v => v.Name == name && v.Number == number);

    /// <summary>The version that was in force before the one that is, or null.</summary>
    internal RiskModelVersion? Previous(string name)
    {
        RiskModelVersion? best = null;
        for (int i = 0; i < _versions.Count; i++)
        {
            RiskModelVersion version = _versions[i];
            bool wasChampion = Blocks().Get((uint)i).WasChampion != 0 && version.Use != ModelVersionUse.Champion;
            if (version.Name == name && wasChampion && version.Model is not null
                && (best is null || version.UsedFrom > best.UsedFrom))
            {
                best = version;
            }
        }

        return best;
    }

    internal RiskModelVersion Add(
        string name, string by, string hash, byte[] file, RiskModel model, LogPosition position)
    {
        uint index = (uint)_versions.Count;
        int number = _versions.Count(v => v.Name == name) + 1;
        VersionBlock block = new()
        {
            Position = position.Value,
            Number = number,
            Name = Write(name),
            By = Write(by),
            Hash = Write(hash),
            File = ArenaText.Write(_arena, file),
        };
        Blocks().At(index) = block;
        _arena.SetRoot(CountRoot, index + 1);
        _versions.Add(new RiskModelVersion(
            name, number, by, position, hash, model, ModelVersionUse.None, LogPosition.Zero, string.Empty));
        ForgetOld(name);
        return _versions[^1];
    }

    /// <summary>Changes the use of a version that is kept; whoever had that use before has none then.</summary>
    internal void Use(string name, int number, ModelVersionUse use, string why, LogPosition position)
    {
        for (int i = 0; i < _versions.Count; i++)
        {
            RiskModelVersion version = _versions[i];
            if (version.Name != name)
            {
                continue;
            }

            if (version.Number == number)
            {
                Set(i, use, why, position);
            }
            else if (version.Use == use && use != ModelVersionUse.None)
            {
                Set(i, ModelVersionUse.None, $"version {number} took its place", version.UsedFrom);
            }
        }
    }

    internal void Open()
    {
        _versions.Clear();
        for (uint i = 0; i < _arena.GetRoot(CountRoot); i++)
        {
            VersionBlock block = Blocks().Get(i);
            _versions.Add(new RiskModelVersion(
                Text(block.Name), block.Number, Text(block.By), new LogPosition(block.Position), Text(block.Hash),
                block.File == 0 ? null : RiskModel.Read(ArenaText.Read(_arena, block.File)),
                (ModelVersionUse)block.Use, new LogPosition(block.UsedFrom),
                block.Why == 0 ? string.Empty : Text(block.Why)));
        }
    }

    // A version is never forgotten while it is in use, nor the newest ones to go back to.
    private void ForgetOld(string name)
    {
        int kept = 0;
        for (int i = _versions.Count - 1; i >= 0; i--)
        {
            RiskModelVersion version = _versions[i];
            if (version.Name != name || version.Model is null || version.Use != ModelVersionUse.None)
            {
                continue;
            }

            kept++;
            if (kept > RiskModelLimits.KeptVersions)
            {
                ref VersionBlock block = ref Blocks().At((uint)i);
                ArenaText.Free(_arena, block.File);
                block.File = 0;
                _versions[i] = version with { Model = null };
            }
        }
    }

    private void Set(int index, ModelVersionUse use, string why, LogPosition position)
    {
        uint text = why.Length == 0 ? 0 : Write(why);
        ref VersionBlock block = ref Blocks().At((uint)index);
        if (block.Why != 0)
        {
            ArenaText.Free(_arena, block.Why);
        }

        block.Use = (int)use;
        block.UsedFrom = position.Value;
        block.Why = text;
        block.WasChampion |= use == ModelVersionUse.Champion ? 1 : 0;
        _versions[index] = _versions[index] with { Use = use, UsedFrom = position, Why = why };
    }

    private PagedArray<VersionBlock> Blocks() =>
        PagedArray<VersionBlock>.Open(_arena, (uint)_arena.GetRoot(VersionsRoot));

    private uint Write(string text) => ArenaText.Write(_arena, Encoding.UTF8.GetBytes(text));

    private string Text(uint handle) => Encoding.UTF8.GetString(ArenaText.Read(_arena, handle));

    private struct VersionBlock
    {
        public long Position;
        public long UsedFrom;
        public uint Name;
        public uint By;
        public uint Hash;
        public uint File;
        public uint Why;
        public int Number;
        public int Use;
        public int WasChampion;

        // Always 0: they fill the block to a power of two without padding.
        public long Unused;
        public long UnusedToo;
    }
}
