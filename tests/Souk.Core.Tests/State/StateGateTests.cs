using Souk.Core.State;

namespace Souk.Core.Tests.State;

public sealed class StateGateTests
{
    [Fact]
    public async Task Readers_GetIn_WhileTheWriterNeverPauses_AndSeeOneState()
    {
        const int Reads = 2_000;
        using StateGate gate = new();
        using CancellationTokenSource done = new();
        long left = 0;
        long right = 0;
        using ManualResetEventSlim writes = new();
        Task writer = Task.Factory.StartNew(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    gate.EnterWrite();
                    left++;
                    Thread.SpinWait(100);
                    right++;
                    gate.ExitWrite();
                    writes.Set();
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        writes.Wait(TestContext.Current.CancellationToken);
        int torn = 0;
        long last = 0;
        for (int i = 0; i < Reads; i++)
        {
            using (gate.Read())
            {
                torn += left == right && left >= last ? 0 : 1;
                last = left;
            }
        }

        await done.CancelAsync();
        await writer;
        Assert.Equal(0, torn);
        Assert.True(last > 0);
    }

    [Fact]
    public void ARecursiveRead_IsRefused()
    {
        using StateGate gate = new();
        using (gate.Read())
        {
            Assert.Throws<LockRecursionException>(() => gate.Read().Dispose());
        }

        gate.EnterWrite();
        gate.ExitWrite();
    }
}
