namespace Souk.Expressions.Tests;

public class CelSchemaTests
{
    [Theory]
    [InlineData("event.amount > 100.0 && event.country == 'DE' && event.count_1h >= 5 && !event.trusted", true)]
    [InlineData("event.amount > 100", true)]
    [InlineData("event.amount == dyn(250.5)", true)]
    [InlineData("event.country != 'FR'", true)]
    [InlineData("'DE' == event.country", true)]
    [InlineData("event.country in ['AT', 'DE', 'CH']", true)]
    [InlineData("event.country in ['AT', 'CH']", false)]
    [InlineData("event.country in ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'DE']", true)]
    [InlineData("event.count_1h in [1, 2, 7]", true)]
    [InlineData("event.count_1h in [1, 2, 3, 4, 5, 6, 7, 8, 9]", true)]
    [InlineData("has(event.coupon)", false)]
    [InlineData("has(event.coupon) && event.coupon == 'X'", false)]
    [InlineData("event.coupon == 'X' || event.amount > 1.0", true)]
    [InlineData("event.?coupon.orValue('none') == 'none'", true)]
    [InlineData("'mobile' in event.labels && event.labels.exists(l, l.startsWith('ne'))", true)]
    [InlineData("event.item.category == 'shoes'", true)]
    [InlineData("in_list('blocked', 'card-9') && !in_list('blocked', 'card-1')", true)]
    [InlineData("event.time + days(1) > event.time", true)]
    [InlineData("event.time.getHours('Europe/Berlin') == 23", true)]
    [InlineData("event.country.shout() == 'DE' && first(event.labels) == 'new'", true)]
    [InlineData("event.country.matches('^D[EK]$')", true)]
    [InlineData("event.country.startsWith('D') ? event.amount > 200.0 : false", true)]
    public void Conditions_give_what_they_say(string source, bool expected) =>
        Assert.Equal(expected, Payment.Schema.Compile<bool>(source).Require().Evaluate(new Payment()).Value);

    [Fact]
    public void Text_is_compared_without_becoming_a_string()
    {
        Payment payment = new();
        string source = "event.country == 'DE' && event.country != 'FR' && event.country in ['AT', 'DE']";
        Assert.True(Payment.Schema.Compile<bool>(source).Require().Evaluate(payment).Value);
        Assert.Equal(0, payment.StringsMade);
    }

    [Theory]
    [InlineData(
        "event.amount > 1.0 && event.amout > 2.0",
        "1:29: no field 'amout' on event 'payment'; did you mean 'amount'?")]
    [InlineData("evnt.amount > 1.0", "1:1: unknown name 'evnt'; did you mean 'event'?")]
    [InlineData(
        "event.item.catgory == 'x'",
        "1:12: no field 'catgory' on item of event 'payment'; did you mean 'category'?")]
    [InlineData(
        "event.amount + 1 > 2.0",
        "1:14: operator '+' does not take double and int; convert one side with int(), uint() or double()")]
    [InlineData("event.amount == 'x'", "1:14: a double is never equal to a string; wrap one in dyn() if that is meant")]
    [InlineData("event.country.startWith('D')", "1:15: unknown function 'startWith'; did you mean 'startsWith'?")]
    [InlineData("event.amount", "1:7: the expression must give bool, but gives double")]
    [InlineData(
        "event == null",
        "1:1: 'event' (event 'payment') is no value; select one of its fields, such as event.amount")]
    [InlineData("event.amount = 1.0", "1:14: '=' is no operator; equality is written '=='")]
    [InlineData(
        "event.amount > 1.0 and event.trusted",
        "1:20: found 'and'; expected an operator or the end of the expression")]
    [InlineData(
        "event.trusted ? 1 : 'x'",
        "1:15: both cases of '?' must have one type, but are int and string; wrap one in dyn() if that is meant")]
    [InlineData("event.count_1h && true", "1:7: '&&' needs bool here, not int")]
    [InlineData("event.country.matches('(')", null)]
    [InlineData("event.time > timestamp('yesterday')", null)]
    [InlineData("in_list('a', 1)", "1:1: there is no in_list(string, int); there is in_list(string, string)")]
    [InlineData("5 in event.labels", "1:3: an int is never in a list(string)")]
    [InlineData("has(event)", "1:5: has() asks for a field, such as has(event.amount)")]
    [InlineData("(event.trusted", "1:15: found the end of the expression; expected ')'")]
    [InlineData("'abc", "1:1: the string that starts here has no closing '")]
    [InlineData(
        "9223372036854775808 > 1",
        "1:1: the number 9223372036854775808 does not fit into a signed 64-bit integer; write "
        + "9223372036854775808u for an unsigned one")]
    [InlineData("event.labels.all(event.x, true)", "1:24: all() needs a simple variable name here")]
    public void Problems_are_said_with_place_and_remedy(string source, string? expected)
    {
        CelCompilation<Payment, bool> compiled = Payment.Schema.Compile<bool>(source);
        Assert.False(compiled.IsSuccess);
        Assert.Null(compiled.Program);
        Assert.NotEmpty(compiled.Diagnostics);
        if (expected is not null)
            Assert.Equal(expected, compiled.Diagnostics[0].ToString());
        Assert.Throws<FormatException>(() => compiled.Require());
    }

    [Fact]
    public void All_type_problems_are_reported_at_once()
    {
        CelCompilation<Payment, bool> compiled = Payment.Schema.Compile<bool>("event.a > 1 ||\n event.b > 2 ||\n nope");
        Assert.Equal([(1, 7), (2, 8), (3, 2)], compiled.Diagnostics.Select(d => (d.Line, d.Column)));
    }

    [Fact]
    public void A_program_says_what_it_depends_on()
    {
        CelProgram<Payment, bool> program = Payment.Schema
            .Compile<bool>("has(event.coupon) && event.item.category.contains('s') || in_list('x', event.country)")
            .Require();
        Assert.Equal(["event.country", "event.coupon", "event.item.category"], program.Members);
        Assert.Equal(["contains", "in_list"], program.Functions);
        Assert.Equal(CelType.Bool, program.ResultType);
        Assert.True(program.EstimatedCost >= 15);
    }

    [Fact]
    public void A_loop_costs_more_than_its_body()
    {
        long body = Payment.Schema.Compile<bool>("'x' == 'y'").Require().EstimatedCost;
        long loop = Payment.Schema.Compile<bool>("event.labels.all(l, l == 'y')").Require().EstimatedCost;
        Assert.True(loop > 10 * body, $"{loop} against {body}");
    }

    [Theory]
    [InlineData("event.coupon == 'X'", CelErrorCode.NoSuchField, "1:7: no such field: 'event.coupon' is absent")]
    [InlineData("10 / (event.count_1h - 7) > 1", CelErrorCode.DivideByZero, "1:4: division by zero")]
    [InlineData("event.time + days(200000) > event.time", CelErrorCode.Range, "1:14: value out of range: 200000 days")]
    [InlineData("event.labels[5] == 'x'", CelErrorCode.IndexOutOfBounds, "1:13: index out of bounds: 5 in a list of 2")]
    [InlineData("{'a': 1}[event.country] == 1", CelErrorCode.NoSuchKey, "1:9: no such key: \"DE\"")]
    [InlineData(
        "dyn(event.country) > 5", CelErrorCode.NoSuchOverload,
        "1:20: no such overload: string and int have no order")]
    public void Errors_of_an_evaluation_are_values_with_a_place(string source, CelErrorCode code, string text)
    {
        CelResult<bool> result = Payment.Schema.Compile<bool>(source).Require().Evaluate(new Payment());
        Assert.False(result.HasValue);
        Assert.Equal(code, result.Error.Code);
        Assert.Equal(text, result.Error.ToString());
        Assert.Throws<InvalidOperationException>(() => result.Value);
        Assert.True(result.ValueOr(true));
    }

    [Fact]
    public void Scalar_conditions_do_not_allocate()
    {
        CelProgram<Payment, bool> program = Payment.Schema.Compile<bool>(
            "event.amount > 100.0 && event.country == 'DE' && event.count_1h + 1 >= 5 && !event.trusted "
            + "&& event.time < timestamp('2100-01-01T00:00:00Z') && !has(event.coupon) "
            + "&& (event.coupon == 'x' || event.amount * 2.0 > 3.0)").Require();
        Payment payment = new();
        bool result = program.Evaluate(payment).Value;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            result &= program.Evaluate(payment).Value;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(result);
    }

    [Fact]
    public void Every_result_type_is_available()
    {
        Payment payment = new() { Coupon = "X" };
        Assert.Equal(250.5, Payment.Schema.Compile<double>("event.amount").Require().Evaluate(payment).Value);
        Assert.Equal(8, Payment.Schema.Compile<long>("event.count_1h + 1").Require().Evaluate(payment).Value);
        Assert.Equal(7UL, Payment.Schema.Compile<ulong>("uint(event.count_1h)").Require().Evaluate(payment).Value);
        Assert.Equal("XX", Payment.Schema.Compile<string>("event.coupon + 'X'").Require().Evaluate(payment).Value);
        Assert.Equal([68], Payment.Schema.Compile<byte[]>("b'D'").Require().Evaluate(payment).Value);
        Assert.Equal(
            payment.Time, Payment.Schema.Compile<CelTimestamp>("event.time").Require().Evaluate(payment).Value);
        Assert.Equal(2, Payment.Schema.Compile<CelList>("event.labels").Require().Evaluate(payment).Value.Count);
        Assert.Equal(1, Payment.Schema.Compile<CelMap>("{'a': event.amount}").Require().Evaluate(payment).Value.Count);
        Assert.Equal(CelValue.FromInt(1), Payment.Schema.Compile<CelValue>("dyn(1)").Require().Evaluate(payment).Value);
        Assert.Equal(86_400, Payment.Schema.Compile<CelDuration>("days(1)").Require().Evaluate(payment).Value.Seconds);
        Assert.Throws<ArgumentException>(() => Payment.Schema.Compile<int>("1"));
    }

    [Fact]
    public void Programs_are_safe_on_many_threads()
    {
        CelProgram<Payment, bool> program = Payment.Schema
            .Compile<bool>("event.labels.map(l, l + event.country).exists(x, x == 'mobileDE') && event.amount > 1.0")
            .Require();
        Parallel.For(0, 2000, i => Assert.True(program.Evaluate(new Payment { Amount = i + 2 }).Value));
    }

    [Fact]
    public void Check_tells_the_type_without_compiling()
    {
        CelType map = CelType.Map(CelType.String, CelType.Double);
        Assert.Equal(map, Payment.Schema.Check("{'a': event.amount}").ResultType);
        Assert.Null(Payment.Schema.Check("nope").ResultType);
    }

    [Fact]
    public void Accessors_may_capture_what_tells_their_columns_apart()
    {
        CelSchemaBuilder<double[]> builder = new();
        string[] names = ["price", "weight"];
        for (int i = 0; i < names.Length; i++)
        {
            int column = i;
            builder.Field(names[i], row => row[column], isPresent: row => row.Length > column);
        }

        CelProgram<double[], double> program = builder.Build().Compile<double>("price - weight").Require();
        Assert.Equal(3.0, program.Evaluate([5.0, 2.0]).Value);
        Assert.Equal(CelErrorCode.NoSuchField, program.Evaluate([5.0]).Error.Code);
    }

    [Fact]
    public void A_null_text_is_absent()
    {
        CelSchemaBuilder<string?[]> builder = new();
        builder.Field("name", row => row[0]!);
        CelResult<long> result = builder.Build().Compile<long>("name.size()").Require().Evaluate([null]);
        Assert.Equal("1:1: no such field: 'name' is absent", result.Error.ToString());
    }

    [Fact]
    public void Declarations_that_cannot_work_are_refused()
    {
        CelSchemaBuilder<Payment> builder = new();
        builder.Field("a", p => p.Amount);
        Assert.Throws<ArgumentException>(() => builder.Field("a", p => p.Amount));
        Assert.Throws<ArgumentException>(() => builder.Field("1a", p => p.Amount));
        Assert.Throws<ArgumentException>(() => builder.Field("b", p => p.StringsMade));
        Assert.Throws<ArgumentException>(() => builder.Field("b", p => p.Amount, type: CelType.Int));
        Assert.Throws<ArgumentException>(() => builder.Function("f", (int x) => x));
        Assert.Throws<ArgumentException>(() => builder.Function("f", (long x) => x, "string -> int"));
    }
}
