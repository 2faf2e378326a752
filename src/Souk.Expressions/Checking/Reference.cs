namespace Souk.Expressions;

/// <summary>What a node turned out to refer to.</summary>
internal abstract record Reference;

/// <summary>A variable, field or object of the host.</summary>
internal sealed record MemberReference(Member Member) : Reference;

/// <summary>A variable of a macro.</summary>
internal sealed record LocalReference(Local Local) : Reference;

/// <summary>A type as a value.</summary>
internal sealed record TypeReference(CelType Type) : Reference;

/// <summary>A named constant.</summary>
internal sealed record ConstantReference(CelValue Value) : Reference;

/// <summary>A message type that becomes a plain value.</summary>
internal sealed record MessageReference(string Message) : Reference;

/// <summary>The overloads that a call may run, and its arguments with the receiver first.</summary>
internal sealed record CallReference(Overload[] Candidates, Node[] Arguments) : Reference;

/// <summary>Something that does not exist, in a tree that was compiled without insisting on the check.</summary>
internal sealed record MissingReference(CelErrorCode Code, string Name) : Reference;

/// <summary>A variable that a macro introduces; told apart by identity.</summary>
internal sealed class Local(string name, CelType type)
{
    public string Name { get; } = name;

    public CelType Type { get; } = type;
}
