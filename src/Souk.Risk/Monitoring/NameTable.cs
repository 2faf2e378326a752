using System.Text;
using Souk.Core.State;
using Souk.Risk.Decisions;

namespace Souk.Risk.Monitoring;

/// <summary>Numbers names in the order in which they first come, in an arena.</summary>
internal sealed class NameTable
{
    private readonly Arena _arena;
    private readonly int _root;
    private readonly int _max;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private PagedArray<uint> _handles;

    /// <summary>Makes an empty table.</summary>
    /// <param name="arena">The arena.</param>
    /// <param name="root">The first of two roots that the table takes.</param>
    /// <param name="max">The most names.</param>
    internal NameTable(Arena arena, int root, int max)
    {
        _arena = arena;
        _root = root;
        _max = max;
        _handles = PagedArray<uint>.Create(arena);
        arena.SetRoot(root, _handles.Handle);
    }

    internal IReadOnlyList<string> All => _names;

    internal void Open()
    {
        _handles = PagedArray<uint>.Open(_arena, (uint)_arena.GetRoot(_root));
        _numbers.Clear();
        _names.Clear();
        for (uint i = 0; i < _arena.GetRoot(_root + 1); i++)
        {
            Remember(Encoding.UTF8.GetString(ArenaText.Read(_arena, _handles.Get(i))));
        }
    }

    /// <summary>The number of a name, or -1.</summary>
    internal int Find(string name) => _numbers.GetValueOrDefault(name, -1);

    /// <summary>The number of a name, given if it is new; -1 if the table is full.</summary>
    internal int FindOrAdd(string name)
    {
        int number = Find(name);
        if (number >= 0 || _names.Count == _max)
        {
            return number;
        }

        _handles.At((uint)_names.Count) = ArenaText.Write(_arena, Encoding.UTF8.GetBytes(name));
        Remember(name);
        _arena.SetRoot(_root + 1, (ulong)_names.Count);
        return _names.Count - 1;
    }

    private void Remember(string name)
    {
        _numbers.Add(name, _names.Count);
        _names.Add(name);
    }
}
