using System.Net;
using System.Net.Sockets;
using System.Text;
using Souk.Bench.Foundation.Http;
using Xunit;

namespace Souk.Bench.Tests.Foundation;

public sealed class OpenLoopTests
{
    private const int HeldRequest = 3;
    private const double HeldMilliseconds = 60;

    // Whatever the machine does, the four requests behind a held answer are due at most four turns of 1 ms after it and
    // cannot end before it does.
    [Fact]
    public void Run_OneSlowAnswer_CountsForThoseBehindIt()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Thread server = new(() => Serve(listener)) { IsBackground = true };
        server.Start();
        byte[][] requests = [.. Enumerable.Range(0, 8).Select(_ => HttpConnection.Post("/", "text/plain", "x"u8))];

        double[] latencies = new OpenLoop((IPEndPoint)listener.LocalEndpoint, connections: 1)
            .Run(requests, perSecond: 1000, warmUp: 0);

        Assert.Equal(8, latencies.Length);

        // They were due while the answer was held, at most eight milliseconds after it was asked for; half of the hold
        // stands far from clocks' steps.
        Assert.All(latencies[^5..], l => Assert.InRange(l, HeldMilliseconds / 2, double.MaxValue));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 3)]
    [InlineData(0.99, 4)]
    public void Quantile_OfFour(double share, double expected) =>
        Assert.Equal(expected, OpenLoop.Quantile([1, 2, 3, 4], share));

    private static void Serve(TcpListener listener)
    {
        using Socket socket = listener.AcceptSocket();
        using ManualResetEventSlim never = new();
        byte[] buffer = new byte[4096];
        for (int answered = 0; socket.Receive(buffer) > 0; answered++)
        {
            if (answered == HeldRequest)
            {
                never.Wait(TimeSpan.FromMilliseconds(HeldMilliseconds), TestContext.Current.CancellationToken);
            }

            socket.Send(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        }
    }
}
