using Souk.Graph.Dense;

namespace Souk.Graph.Tests.Dense;

public sealed class ReviewSuspicionTests
{
    [Fact]
    public void One_time_authors_of_dubious_acts_on_one_target_stand_out()
    {
        Random random = new(1);
        List<int> rows = [];
        List<int> columns = [];
        for (int author = 0; author < 200; author++)
        {
            for (int i = 0; i < 6; i++)
            {
                rows.Add(author);
                columns.Add(1 + random.Next(40));
            }
        }

        for (int author = 200; author < 260; author++)
        {
            rows.Add(author);
            columns.Add(0);
        }

        EdgeList acts = new(260, 41, [.. rows], [.. columns]);
        double[] priors = [.. rows.Select(r => r < 200 ? 0.1 : 0.3)];

        double[] scores = ReviewSuspicion.Score(acts, priors);

        Assert.True(scores.Skip(1_200).Min() > scores.Take(1_200).Max());
    }

    [Fact]
    public void Priors_that_do_not_fit_are_refused()
    {
        EdgeList acts = new(1, 1, [0], [0]);
        Assert.Throws<ArgumentException>(() => ReviewSuspicion.Score(acts, []));
        Assert.Throws<ArgumentException>(() => ReviewSuspicion.Score(acts, [1.5]));
        Assert.Throws<ArgumentException>(() => ReviewSuspicion.Score(acts, [0.5], [double.NaN]));
    }
}
