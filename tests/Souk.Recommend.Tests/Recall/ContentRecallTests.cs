using Souk.Core.Definition;
using Souk.Recommend.Serving;

namespace Souk.Recommend.Tests.Recall;

public sealed class ContentRecallTests : IDisposable
{
    private readonly ShippedMarket _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task A_new_item_with_words_and_category_of_what_was_liked_comes_first()
    {
        List(0, "tent", "Red mountain tent", "camping");
        _market.View(1, "me", "tent");
        List(30, "mat", "Warm MOUNTAIN mat", "camping");
        List(30, "stove", "Small stove", "camping");
        List(30, "sofa", "Large sofa", "home");
        await _market.Submit();

        Assert.Equal(["mat", "stove"], Content(Ask("me")).Select(i => i.Id));
    }

    [Fact]
    public async Task What_a_shopper_chose_at_sign_up_counts_before_anything_else_is_known()
    {
        List(30, "stove", "Small stove", "camping");
        List(30, "sofa", "Large sofa", "home");
        _market.Add(31, "sign_up", """ "shopper":"me","likes":["home","unheard of"] """);
        await _market.Submit();

        Assert.Equal(["sofa"], Content(Ask("me")).Select(i => i.Id));
        Assert.Empty(Content(Ask("somebody")));
    }

    [Fact]
    public async Task What_was_chosen_lifts_what_is_sought_after_there_until_more_is_known()
    {
        for (int i = 0; i < 4; i++)
        {
            List(0, $"camp{i}", $"Camp {i}", "camping");
            List(0, $"home{i}", $"Home {i}", "home");
            for (int j = 0; j < 5; j++)
            {
                _market.View(20, $"other{j}", $"camp{i}");
                _market.View(20, $"third{j % 2}", $"home{i}");
            }
        }

        _market.Add(20.5, "sign_up", """ "shopper":"me","likes":["home"] """);
        await _market.Submit();
        Assert.StartsWith("home", Ask("me").Items[0].Id, StringComparison.Ordinal);
        Assert.StartsWith("camp", Ask("nobody").Items[0].Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_item_is_left_to_the_other_sources()
    {
        List(0, "tent", "Red tent", "camping");
        List(0, "mat", "Red mat", "camping");
        _market.View(30, "me", "tent");
        await _market.Submit();

        Assert.Empty(Content(Ask("me")));
    }

    private static IEnumerable<Recommendation> Content(RecommendAnswer answer) => answer.Items
        .Where(i => i.Sources.Any(s => s.Source == RecallSource.Content))
        .OrderBy(i => i.Sources.Single(s => s.Source == RecallSource.Content).Rank);

    private RecommendAnswer Ask(string subject) =>
        _market.Ask(new RecommendRequest { Surface = "for_you", Subject = subject });

    private void List(double day, string item, string title, string category) => _market.Add(
        day, "item_listed",
        $$"""
            "item":"{{item}}","seller":"of-{{item}}","title":"{{title}}","category":"{{category}}","price":"8","stock":9
            """);
}
