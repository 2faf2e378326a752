using System.Net;
using Souk.Server.Risk;

namespace Souk.Server.Tests.Risk;

public sealed class AlertWebhookTests
{
    private static readonly Uri _url = new("http://alerts.invalid/hook");

    [Fact]
    public async Task AnAddressThatFails_IsTriedAgain()
    {
        ManualClock clock = new();
        Receiver receiver = new(failures: 2);
        await using AlertWebhook webhook = new(_url, clock, receiver);
        webhook.Send("{}"u8.ToArray());
        await receiver.Succeeded.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, receiver.Calls);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], clock.Waited);
    }

    [Fact]
    public async Task AnAddressThatStaysDown_IsGivenUp_AndTheNextAlertIsTried()
    {
        ManualClock clock = new();
        Receiver receiver = new(failures: AlertWebhook.Attempts);
        await using AlertWebhook webhook = new(_url, clock, receiver);
        webhook.Send("1"u8.ToArray());
        webhook.Send("2"u8.ToArray());
        await receiver.Succeeded.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(AlertWebhook.Attempts + 1, receiver.Calls);
        Assert.Equal("2", receiver.Last);
        Assert.Equal(1, webhook.Lost);
    }

    [Fact]
    public async Task AFullQueue_LosesTheOldest_AndNobodyWaits()
    {
        Receiver receiver = new(failures: 0) { Held = new TaskCompletionSource() };
        AlertWebhook webhook = new(_url, new ManualClock(), receiver);
        webhook.Send("first"u8.ToArray());
        await receiver.Called.WaitAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < AlertWebhook.MaxWaiting + 10; i++)
        {
            webhook.Send("more"u8.ToArray());
        }

        Assert.Equal(10, webhook.Lost);
        await webhook.DisposeAsync();
    }

    [Fact]
    public void AnotherScheme_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new AlertWebhook(new Uri("ftp://x/y"), TimeProvider.System));

    private sealed class Receiver(int failures) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _succeeded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal int Calls { get; private set; }

        internal string Last { get; private set; } = "";

        internal Task Succeeded => _succeeded.Task;

        internal Task Called => _called.Task;

        internal TaskCompletionSource? Held { get; init; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            Last = await request.Content!.ReadAsStringAsync(cancellationToken);
            _called.TrySetResult();
            if (Held is not null)
            {
                await Held.Task.WaitAsync(cancellationToken);
            }

            if (Calls <= failures)
            {
                return Calls % 2 == 0
                    ? throw new HttpRequestException("nobody there")
                    : new HttpResponseMessage(HttpStatusCode.InternalServerError);
            }

            _succeeded.TrySetResult();
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }

    // Every pause passes at once, and is noted.
    private sealed class ManualClock : TimeProvider
    {
        internal List<TimeSpan> Waited { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waited.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
