using Souk.Learning.Data;

namespace Souk.Learning.Deep;

/// <summary>Sparse rows with a label for each of several tasks, all 0 or 1. Where the label of a task is not known, its
/// weight is 0. Immutable.</summary>
public sealed class MultiTaskRows
{
    /// <summary>Joins features and targets.</summary>
    /// <param name="features">The features.</param>
    /// <param name="tasks">The labels of each task, one a row; 1 to 64 tasks.</param>
    /// <exception cref="ArgumentException">The number of tasks is out of range, row counts differ, or a label is not 0
    /// or 1; the message says where.</exception>
    public MultiTaskRows(SparseRows features, IReadOnlyList<TrainingTargets> tasks)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Count is 0 or > NetworkOptionCheck.MaxTasks)
        {
            throw new ArgumentException(
                $"There are {tasks.Count} tasks; there must be 1 to {NetworkOptionCheck.MaxTasks}.");
        }

        foreach (TrainingTargets task in tasks)
        {
            task.CheckRows(features.Rows);
            task.CheckBinary();
        }

        Features = features;
        Tasks = [.. tasks];
    }

    /// <summary>The features.</summary>
    public SparseRows Features { get; }

    /// <summary>The labels and weights of each task.</summary>
    public IReadOnlyList<TrainingTargets> Tasks { get; }

    /// <summary>The given rows, in the given order.</summary>
    public MultiTaskRows Select(ReadOnlySpan<int> rows)
    {
        var tasks = new TrainingTargets[Tasks.Count];
        for (int t = 0; t < tasks.Length; t++)
        {
            tasks[t] = Tasks[t].Select(rows);
        }

        return new MultiTaskRows(Features.Select(rows), tasks);
    }
}
