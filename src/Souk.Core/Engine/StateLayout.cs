using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Souk.Core.State;

namespace Souk.Core.Engine;

/// <summary>
/// What a build of Souk lays out in arenas, as one number: snapshots hold blocks of memory as they are, so a build
/// whose blocks differ must not read them. It covers every plain value type of the assemblies that keep state: names,
/// fields and their types, in their order. A change of none of them gives the same number on every machine.
/// </summary>
internal static class StateLayout
{
    private static readonly ConcurrentDictionary<Assembly, ulong> Known = [];

    /// <summary>The layout of the state of some projections, and of the core's own.</summary>
    public static ulong Of(IEnumerable<IProjection> projections)
    {
        ulong layout = 0;
        IEnumerable<Assembly> assemblies = projections.Select(p => p.GetType().Assembly)
            .Append(typeof(StateLayout).Assembly).Distinct()
            .OrderBy(a => a.GetName().Name, StringComparer.Ordinal);
        foreach (Assembly assembly in assemblies)
        {
            layout = StableHash.Of(BitConverter.GetBytes(Known.GetOrAdd(assembly, OfAssembly)), layout);
        }

        return layout;
    }

    /// <summary>A type's fields in words; empty if it is no plain value type, which cannot be in an arena.</summary>
    internal static string Describe(Type type)
    {
        if (!IsPlain(type) || type.IsPrimitive || type.IsEnum || type.Name.Contains('<', StringComparison.Ordinal))
        {
            return string.Empty;
        }

        StringBuilder text = new(type.FullName);
        text.Append(' ').Append(RuntimeHelpers.SizeOf(type.TypeHandle));
        foreach (FieldInfo field in Fields(type))
        {
            text.Append('|').Append(field.FieldType.FullName ?? field.FieldType.Name).Append(' ').Append(field.Name);
        }

        return text.ToString();
    }

    private static ulong OfAssembly(Assembly assembly) => StableHash.Of(Encoding.UTF8.GetBytes(string.Join(
        '\n', assembly.GetTypes().Select(Describe).Where(t => t.Length > 0).Order(StringComparer.Ordinal))));

    private static IOrderedEnumerable<FieldInfo> Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(f => f.MetadataToken);

    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum
        || (type.IsValueType && !type.IsGenericTypeDefinition && !type.IsByRefLike
            && Fields(type).All(f => f.FieldType.IsPointer || IsPlain(f.FieldType)));
}
