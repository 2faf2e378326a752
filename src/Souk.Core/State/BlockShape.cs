using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Souk.Core.State;

/// <summary>Checks, in debug builds, that what an arena holds has no padding: the bytes between fields are whatever the
/// processor's registers left there, and two folds of the same log must leave the same bytes.</summary>
internal static class BlockShape
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Fails if the type has padding.</summary>
    [Conditional("DEBUG")]
    internal static void RequirePacked<T>()
        where T : unmanaged =>
        Debug.Assert(Of<T>.IsPacked, $"{typeof(T)} has padding; fill it with fields that are always written.");

    /// <summary>Whether all bytes of a type belong to a field.</summary>
    internal static bool IsPacked<T>()
        where T : unmanaged => Of<T>.IsPacked;

    private static int BytesOf(Type type)
    {
        FieldInfo[] fields = type.GetFields(Fields);
        if (type.IsPrimitive || type.IsEnum || fields.Length == 0)
        {
            return SizeOf(type);
        }

        int repeated = type.GetCustomAttribute<InlineArrayAttribute>()?.Length ?? 1;
        return repeated * fields.Sum(
            f => f.GetCustomAttribute<FixedBufferAttribute>() is FixedBufferAttribute buffer
                ? buffer.Length * SizeOf(buffer.ElementType)
                : BytesOf(f.FieldType));
    }

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static class Of<T>
        where T : unmanaged
    {
        internal static readonly bool IsPacked = BytesOf(typeof(T)) == Unsafe.SizeOf<T>();
    }
}
