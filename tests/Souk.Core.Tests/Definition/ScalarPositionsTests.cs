using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class ScalarPositionsTests
{
    [Theory]
    [InlineData("k: ab @", 1, 7)]
    [InlineData("k: \"ab @\"", 1, 8)]
    [InlineData("k: \"\\u0041\\x42\\\"\\n\\U00000043 @\"", 1, 30)]
    [InlineData("k: 'it''s @'", 1, 11)]
    [InlineData("k: |\n  ab\n    @\n", 3, 5)]
    [InlineData("k: |+2\n   ab\n  @\n", 3, 3)]
    [InlineData("k: >-\n\n  ab\n\n  cd\n  @", 6, 3)]
    [InlineData("k: ab\n  cd\n\n  @", 4, 3)]
    [InlineData("k: \"ab\n   cd @\"", 2, 7)]
    [InlineData("k: \"ab\\\n   cd @\"", 2, 7)]
    [InlineData("k: 'ab\n\n   cd @'", 3, 7)]
    [InlineData("k: |\r\n  ab\r\n  @\r\n", 3, 3)]
    public void The_place_of_a_character_is_found_in_every_way_of_writing(string yaml, int line, int column)
    {
        ErrorList errors = new("f");
        YamlMapping root = YamlReader.Read(yaml, errors)!;
        YamlScalar scalar = Assert.IsType<YamlScalar>(root.Entries[0].Value);

        Assert.Equal((line, column), scalar.PositionOf(scalar.Value.IndexOf('@', StringComparison.Ordinal)));
        Assert.Equal(0, errors.Count);
    }
}
