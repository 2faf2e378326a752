using Souk.Recommend.Evaluation;

namespace Souk.Recommend.Tests.Evaluation;

public sealed class ListFiguresTests
{
    private static readonly Dictionary<string, double> _wanted = new() { ["a"] = 10, ["b"] = 1 };

    [Fact]
    public void A_list_is_judged_by_what_it_holds_and_where()
    {
        string[] list = ["x", "b", "y", "a"];

        Assert.Equal(0.5, ListFigures.Recall(list, _wanted, 3));
        Assert.Equal(1, ListFigures.Recall(list, _wanted, 4));
        Assert.Equal(0, ListFigures.Hit(list, _wanted, 1));
        Assert.Equal(1, ListFigures.Hit(list, _wanted, 2));
        Assert.Equal(0.5, ListFigures.ReciprocalRank(list, _wanted, 20));
        Assert.Equal(0, ListFigures.ReciprocalRank(list, _wanted, 1));
        double found = (1 / Math.Log2(3)) + (1 / Math.Log2(5));
        Assert.Equal(found / (1 + (1 / Math.Log2(3))), ListFigures.Ndcg(list, _wanted, 20, static _ => 1), 12);
    }

    [Fact]
    public void By_value_the_dear_object_counts_most()
    {
        double dearFirst = ListFigures.Ndcg(["a", "b"], _wanted, 20, static worth => worth);
        double cheapFirst = ListFigures.Ndcg(["b", "a"], _wanted, 20, static worth => worth);

        Assert.Equal(1, dearFirst, 12);
        Assert.Equal((1 + (10 / Math.Log2(3))) / (10 + (1 / Math.Log2(3))), cheapFirst, 12);
    }

    [Fact]
    public void What_is_worth_nothing_gives_no_figure_by_value()
    {
        Assert.Equal(
            0, ListFigures.Ndcg(["a"], new Dictionary<string, double> { ["a"] = 0 }, 20, static worth => worth));
    }
}
