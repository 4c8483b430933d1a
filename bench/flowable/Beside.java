package bench;

import java.util.Map;
import org.flowable.engine.RepositoryService;
import org.flowable.engine.RuntimeService;
import org.flowable.engine.TaskService;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Flowable as its starter sets it up, with `-Dopen` open tasks of 16 groups. */
@SpringBootApplication
public class Beside {
  static final String TWO_TASKS =
      """
      <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:flowable="http://flowable.org/bpmn" targetNamespace="bench">
        <process id="two" isExecutable="true">
          <startEvent id="start"/>
          <sequenceFlow id="f1" sourceRef="start" targetRef="first"/>
          <userTask id="first" name="First" flowable:candidateGroups="${group}"/>
          <sequenceFlow id="f2" sourceRef="first" targetRef="second"/>
          <userTask id="second" name="Second" flowable:candidateGroups="${group}"/>
          <sequenceFlow id="f3" sourceRef="second" targetRef="end"/>
          <endEvent id="end"/>
        </process>
      </definitions>
      """;

  public static void main(String[] args) {
    SpringApplication.run(Beside.class, args);
  }

  @Bean
  CommandLineRunner fill(RepositoryService repository, RuntimeService runtime, TaskService tasks) {
    return args -> {
      repository.createDeployment().addString("two.bpmn20.xml", TWO_TASKS).deploy();
      for (long n = tasks.createTaskQuery().count(); n < Long.getLong("open"); n++)
        runtime.startProcessInstanceByKey("two", Map.of("group", "g" + n % 16, "subject", "case " + n));
    };
  }
}
