namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Statements.</content>
internal sealed partial class Evaluator
{
    /// <summary>How a statement ends: normally, or by leaving so many loops, the last of which it may go on with.</summary>
    private readonly record struct Completion(int Levels, bool IsBreak);

    private Completion Execute(IReadOnlyList<Statement> statements)
    {
        foreach (var statement in statements)
        {
            if (Execute(statement) is { Levels: > 0 } jump)
            {
                return jump;
            }
        }

        return default;
    }

    private Completion Execute(Statement statement)
    {
        if (!Spend())
        {
            return default;
        }

        switch (statement)
        {
            case Block block:
                return Execute(block.Statements);
            case Evaluation evaluation:
                EvaluateAll(evaluation.Expressions);
                return default;
            case Conditional conditional:
                return ExecuteConditional(conditional);
            case Loop loop:
                return ExecuteLoop(loop);
            case Each each:
                return ExecuteEach(each);
            case Switch choice:
                return ExecuteSwitch(choice);
            case Try attempt:
                return ExecuteTry(attempt);
            case Jump jump:
                return IsUncertain ? default : new(jump.Levels, jump.IsBreak);
            default:
                ExecuteSimple(statement);
                return default;
        }
    }

    private void ExecuteSimple(Statement statement)
    {
        switch (statement)
        {
            case Return result:
                Evaluate(result.Value);
                // A return that may be reached leaves all that follows uncertain.
                _staysUncertain = IsUncertain;
                End(Ending.Returned);
                break;
            case Global global:
                DeclareGlobals(global);
                break;
            case Unset unset:
                foreach (var target in unset.Targets)
                {
                    Remove(target);
                }

                break;
            case ConstantDeclaration constant:
                DefineConstant(constant.Name, Evaluate(constant.Value), constant.Line);
                break;
            case Goto jump:
                // Nobody jumps in a version.php; from here on nothing is certain.
                _staysUncertain = true;
                MarkAllUnknown("depends on a goto", jump.Line);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(statement), statement, "a statement that the evaluator does not know");
        }
    }

    private Completion ExecuteConditional(Conditional conditional)
    {
        var entered = _uncertain;
        var completion = default(Completion);
        foreach (var (condition, body) in conditional.Branches)
        {
            var holds = condition is null ? true : Decide(Evaluate(condition), condition.Line);
            if (HasEnded)
            {
                break;
            }

            if (holds == true)
            {
                completion = Execute(body);
                break;
            }

            if (holds is null)
            {
                // This branch may run, and those behind it may instead.
                _uncertain++;
                _ = Execute(body);
            }
        }

        _uncertain = entered;
        return completion;
    }

    private Completion ExecuteLoop(Loop loop)
    {
        EvaluateAll(loop.Before);
        for (var isBodyDue = loop.IsBodyFirst; Spend(); isBodyDue = false)
        {
            var test = isBodyDue || loop.Condition.Count == 0 ? PhpBool.True : EvaluateAll(loop.Condition);
            if (test is PhpUnknown || IsUncertain)
            {
                ExecuteUncertain(() =>
                {
                    _ = Execute(loop.Body);
                    EvaluateAll(loop.After);
                    EvaluateAll(loop.Condition);
                });
                break;
            }

            if (HasEnded || !Conversions.ToBool(test))
            {
                break;
            }

            if (LeavesLoop(Execute(loop.Body), out var completion))
            {
                return completion;
            }

            EvaluateAll(loop.After);
        }

        return default;
    }

    /// <summary>Whether a completion of a loop's body leaves the loop, and how the loop then completes.</summary>
    private static bool LeavesLoop(Completion body, out Completion completion)
    {
        completion = body.Levels > 1 ? body with { Levels = body.Levels - 1 } : default;
        return body.Levels > 1 || (body.Levels == 1 && body.IsBreak);
    }

    /// <summary>Runs a body that may run any number of times: twice, so that its second pass sees what the first made unknown.</summary>
    private void ExecuteUncertain(Action body)
    {
        _uncertain++;
        body();
        body();
        _uncertain--;
    }

    private Completion ExecuteEach(Each each)
    {
        var source = Evaluate(each.Source);
        if (source is PhpUnknown unknown)
        {
            ExecuteUncertain(() =>
            {
                Assign(each.Value, unknown);
                Assign(each.Key, unknown);
                _ = Execute(each.Body);
            });
            return default;
        }

        _stepsLeft -= WeightOf(source);
        foreach (var (key, value) in EntriesOf(source))
        {
            Assign(each.Value, value);
            Assign(each.Key, key);
            if (!Spend())
            {
                break;
            }

            if (LeavesLoop(Execute(each.Body), out var completion))
            {
                return completion;
            }
        }

        return default;
    }

    private static List<(PhpValue Key, PhpValue Value)> EntriesOf(PhpValue source) => source switch
    {
        PhpArray array => [.. array.Entries.Select(entry => (KeyValue(entry.Key), entry.Value))],
        PhpObject o => [.. o.Properties.Select(entry => ((PhpValue)new PhpString(entry.Key), entry.Value))],
        _ => [],
    };

    private static PhpValue KeyValue(ArrayKey key) => key.Text is null ? new PhpInt(key.Number) : new PhpString(key.Text);
}
