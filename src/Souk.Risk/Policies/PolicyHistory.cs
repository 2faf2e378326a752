using System.Text;
using System.Text.Json;
using Souk.Core.Engine;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Risk.Policies;

/// <summary>All versions of the policy in the arena, and which is in force.</summary>
internal sealed class PolicyHistory
{
    private const int VersionsRoot = 0;
    private const int CountRoot = 1;
    private const int InForceRoot = 2;
    private readonly Arena _arena;
    private readonly List<PolicyVersion> _versions = [];

    internal PolicyHistory(Arena arena)
    {
        _arena = arena;
        arena.SetRoot(VersionsRoot, PagedArray<VersionBlock>.Create(arena).Handle);
    }

    /// <summary>All versions, oldest first.</summary>
    internal IReadOnlyList<PolicyVersion> All => _versions;

    /// <summary>The version in force, or null before the first.</summary>
    internal PolicyVersion? InForce =>
        _arena.GetRoot(InForceRoot) is ulong number and > 0 ? _versions[(int)number - 1] : null;

    internal void Open()
    {
        _versions.Clear();
        for (uint i = 0; i < _arena.GetRoot(CountRoot); i++)
        {
            VersionBlock block = Blocks().Get(i);
            _versions.Add(new PolicyVersion(
                (int)i + 1, Text(block.Text), Text(block.By), new LogPosition(block.Position),
                block.ApprovedBy == 0 ? string.Empty : Text(block.ApprovedBy), new LogPosition(block.InForceFrom)));
        }
    }

    internal PolicyVersion Add(string text, string by, LogPosition position)
    {
        uint index = (uint)_versions.Count;
        VersionBlock block = new()
        {
            Text = ArenaText.Write(_arena, Encoding.UTF8.GetBytes(text)),
            By = ArenaText.Write(_arena, Encoding.UTF8.GetBytes(by)),
            Position = position.Value,
        };
        Blocks().At(index) = block;
        _arena.SetRoot(CountRoot, index + 1);
        _versions.Add(new PolicyVersion((int)index + 1, text, by, position, string.Empty, LogPosition.Zero));
        return _versions[^1];
    }

    internal void PutInForce(int number, string approvedBy, LogPosition position)
    {
        uint text = approvedBy.Length == 0 ? 0 : ArenaText.Write(_arena, Encoding.UTF8.GetBytes(approvedBy));
        ref VersionBlock block = ref Blocks().At((uint)number - 1);
        block.ApprovedBy = text;
        block.InForceFrom = position.Value;
        _arena.SetRoot(InForceRoot, (ulong)number);
        _versions[number - 1] = _versions[number - 1] with { ApprovedBy = approvedBy, InForceFrom = position };
    }

    /// <summary>Reads the body of a directive: an object of texts and numbers; null if it is none.</summary>
    internal static JsonElement? Body(Directive directive)
    {
        try
        {
            Utf8JsonReader reader = new(directive.Body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private PagedArray<VersionBlock> Blocks() =>
        PagedArray<VersionBlock>.Open(_arena, (uint)_arena.GetRoot(VersionsRoot));

    private string Text(uint handle) => Encoding.UTF8.GetString(ArenaText.Read(_arena, handle));

    private struct VersionBlock
    {
        public long Position;
        public long InForceFrom;
        public uint Text;
        public uint By;
        public uint ApprovedBy;
        public uint Unused;
    }
}
