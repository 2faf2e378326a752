using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class ShippedDefinitionTests
{
    [Fact]
    public void The_shipped_definition_has_no_errors()
    {
        DefinitionResult result = DefinitionLoader.Parse(DefinitionLoader.ShippedText);

        Assert.True(result.IsValid, string.Join('\n', result.Errors));
    }
}
