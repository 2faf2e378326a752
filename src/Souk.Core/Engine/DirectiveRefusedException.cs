namespace Souk.Core.Engine;

/// <summary>A directive was refused by the check that went with it, at the position where it would have stood; nothing
/// was logged.</summary>
public sealed class DirectiveRefusedException : Exception
{
    /// <summary>Says why.</summary>
    public DirectiveRefusedException(string reason)
        : base(reason)
    {
    }
}
