namespace Souk.Core.Definition;

/// <summary>An expression that passed its checks.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="Member">What it reads, if it is one name and nothing else; its type is then exact (money, an entity),
/// not just what the expression language makes of it.</param>
internal sealed record CheckedExpression(DefinitionExpression Expression, ExpressionMember? Member);
