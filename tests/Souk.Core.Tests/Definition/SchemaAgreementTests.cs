using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Expressions;

namespace Souk.Core.Tests.Definition;

/// <summary>What the loader checks expressions against is what they run against.</summary>
public sealed class SchemaAgreementTests
{
    private readonly MarketplaceDefinition _definition = DefinitionLoader.LoadShipped();

    [Fact]
    public void Checking_and_running_know_the_same_names() =>
        Assert.All(_definition.EventTypes, type => Assert.Equal(
            EventExpressions.SchemaFor(type).Members, CheckSchemas.ForEvent(type).Members));

    [Fact]
    public void Checking_and_running_give_every_expression_the_same_type()
    {
        foreach (EventType type in _definition.EventTypes)
        {
            CelSchema<EventView> schema = EventExpressions.SchemaFor(type);
            foreach (string text in ExpressionsOver(type))
            {
                CelCheck running = schema.Check(text);
                Assert.Empty(running.Diagnostics);
                Assert.Equal(CheckSchemas.ForEvent(type).Check(text).ResultType, running.ResultType);
            }
        }
    }

    private IEnumerable<string> ExpressionsOver(EventType type) =>
    [
        "event.time - event.time < days(3)",
        .. type.Updates.Select(u => u.Value.Text),
        .. _definition.Features.Where(f => f.EventTypes.Contains(type.Name))
            .SelectMany(f => new[] { f.ValueExpression, f.Where, f.Weight?.Text }).OfType<string>(),
    ];
}
