using Souk.Core;

namespace Souk.Recommend.Training;

/// <summary>
/// Three spans of time: to learn from, to choose by (early stopping, calibration, the kind), to judge by. Requests
/// whose goals could still follow when the next span began are left out, so that nothing is learned from its time.
/// </summary>
/// <param name="LearnTo">The first row that is not learned from.</param>
/// <param name="ChooseFrom">The first row to choose by.</param>
/// <param name="ChooseTo">The first row after them.</param>
/// <param name="JudgeFrom">The first row to judge by; they go to the end.</param>
internal readonly record struct RankSplit(int LearnTo, int ChooseFrom, int ChooseTo, int JudgeFrom)
{
    // Half as many to choose and to judge by as is usual in cross-validation, since the newest rows teach most.
    private const double ChooseShare = 0.70;
    private const double JudgeShare = 0.85;

    internal static RankSplit Of(RankRows rows, List<ShownRequest> requests, Duration window)
    {
        long choose = requests[(int)(requests.Count * ChooseShare)].Time;
        long judge = requests[(int)(requests.Count * JudgeShare)].Time;
        int learnTo = FirstFrom(rows, choose - window.Microseconds);
        int chooseFrom = FirstFrom(rows, choose);
        int judgeFrom = FirstFrom(rows, judge);
        int chooseTo = Math.Max(chooseFrom, FirstFrom(rows, judge - window.Microseconds));
        return new RankSplit(learnTo, chooseFrom, chooseTo, judgeFrom);
    }

    // The first row of the first request at a time or later.
    private static int FirstFrom(RankRows rows, long time)
    {
        int low = 0;
        int high = rows.Requests;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (rows.RequestAt(middle).Time < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return rows.Start(low);
    }
}
