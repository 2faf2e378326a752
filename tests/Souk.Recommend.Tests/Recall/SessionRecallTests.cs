using Souk.Core.Definition;
using Souk.Recommend.Interactions;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Tests.Recall;

public sealed class SessionRecallTests : IDisposable
{
    private const int Day = 86_400;

    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task What_came_in_the_most_alike_session_comes_first()
    {
        await _market.Submit(
            // The first session shares two objects with the one asked for, the second one, the third none.
            _market.View(0, "s1", "a"), _market.View(1, "s1", "b"), _market.View(2, "s1", "x"),
            _market.View(100, "s2", "a"), _market.View(101, "s2", "y"),
            _market.View(200, "s3", "c"), _market.View(201, "s3", "z"),
            _market.View(300, "me", "a"), _market.View(301, "me", "b"));

        Assert.Equal(["x", "y"], Recalled("me").Where(i => i is "x" or "y" or "z"));
    }

    [Fact]
    public async Task Other_sessions_of_the_same_subjects_do_not_count()
    {
        await _market.Submit(
            _market.View(0, "s1", "old"), _market.View(Day, "s1", "a"), _market.View(Day + 1, "s1", "x"),
            _market.View(Day + 100, "me", "a"));

        Assert.Equal(["x"], Recalled("me"));
    }

    [Fact]
    public async Task The_session_before_the_one_under_way_does_not_count()
    {
        await _market.Submit(
            _market.View(0, "s1", "a"), _market.View(1, "s1", "x"), _market.View(2, "s2", "b"),
            _market.View(3, "s2", "y"),
            _market.View(10, "me", "a"), _market.View(Day, "me", "b"));

        Assert.Equal(["y"], Recalled("me"));
    }

    [Fact]
    public async Task A_rare_shared_object_says_more_than_a_frequent_one()
    {
        List<string> events = [];
        for (int s = 0; s < 20; s++)
        {
            events.Add(_market.View(s * 10, $"f{s}", "often"));
            events.Add(_market.View((s * 10) + 1, $"f{s}", "x"));
        }

        events.Add(_market.View(400, "r", "rare"));
        events.Add(_market.View(401, "r", "y"));
        events.Add(_market.View(500, "me", "rare"));
        events.Add(_market.View(500, "me", "often"));
        await _market.Submit(events);

        double[] scores = Scores("me", "y", "x");

        Assert.True(scores[0] > scores[1] / 20, $"y {scores[0]}, x {scores[1]} from 20 sessions");
    }

    private string[] Recalled(string subject) => [.. Run(subject).OrderByDescending(s => s.Score).Select(s => s.Id)];

    private double[] Scores(string subject, params string[] ids)
    {
        Dictionary<string, float> scores = Run(subject).ToDictionary(s => s.Id, s => s.Score);
        return [.. ids.Select(i => (double)scores[i])];
    }

    private (string Id, float Score)[] Run(string subject) => _market.Read((fold, interactions) =>
    {
        SurfaceDefinition surface = fold.Definition.FindSurface("feed")!;
        uint number = fold.Entities.Find(surface.For.Index, System.Text.Encoding.UTF8.GetBytes(subject));
        RecallContext context = RecallContext.Of(interactions, surface, number, [], fold.Time.Microseconds);
        CandidatePool pool = new([]);
        SessionRecall.SessionNeighbours(context, pool);
        pool.EndSource(RecallSource.SessionNeighbours);
        return pool.All.ConvertAll(c => (
            System.Text.Encoding.UTF8.GetString(fold.Entities.Id(surface.Of.Index, c.Object)),
            c.Scores[(int)RecallSource.SessionNeighbours])).ToArray();
    });
}
