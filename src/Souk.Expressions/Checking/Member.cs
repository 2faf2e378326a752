using System.Linq.Expressions;

namespace Souk.Expressions;

/// <summary>Something of the host that an expression can name.</summary>
internal abstract class Member(string path)
{
    /// <summary>The full path, such as <c>event.amount</c>.</summary>
    public string Path { get; } = path;
}

/// <summary>A variable or field with a value.</summary>
internal sealed class ValueMember(string path, CelType type, LambdaExpression accessor) : Member(path)
{
    public CelType Type { get; } = type;

    /// <summary>Reads the value from the context.</summary>
    public LambdaExpression Accessor { get; } = accessor;

    /// <summary>Whether the context has a value; null means always.</summary>
    public LambdaExpression? IsPresent { get; init; }

    /// <summary>Compares the text with UTF-8 octets, so that it need not become a string.</summary>
    public LambdaExpression? EqualsUtf8 { get; init; }

    /// <summary>The error when the value is read while absent.</summary>
    public CelErrorCode AbsentCode { get; init; } = CelErrorCode.NoSuchField;
}

/// <summary>An object that is only there to select fields from.</summary>
internal sealed class ObjectMember(string path, string description, IReadOnlyDictionary<string, Member> fields)
    : Member(path)
{
    /// <summary>What errors call it, such as <c>event 'payment'</c>.</summary>
    public string Description { get; } = description;

    public IReadOnlyDictionary<string, Member> Fields { get; } = fields;
}
